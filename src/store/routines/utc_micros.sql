-- A moment whole, as it is stored: what a list goes on after.
create or replace function utc_micros(at timestamptz) returns text language sql stable parallel safe as $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
