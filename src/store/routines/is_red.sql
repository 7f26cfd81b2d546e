-- Whether an open step is late on a day. Lists ask so in their conditions: the planner takes such a function for its text,
-- and goes by the indexes on the columns in it.
create or replace function is_red(turns_red date, today date) returns boolean
language sql immutable parallel safe as $$
    select turns_red <= today
$$;
