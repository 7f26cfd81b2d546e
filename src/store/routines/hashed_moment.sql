-- A moment as every hash of the record has it: to change this is to break them all.
create or replace function hashed_moment(at timestamptz) returns text language sql stable parallel safe as $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
$$;
