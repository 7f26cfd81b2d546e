-- A moment as the program and its callers read one: RFC 3339, in UTC, to the millisecond.
create or replace function utc_millis(at timestamptz) returns text language sql stable parallel safe as $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
