-- Whether a step waits on a day, and is not late.
create or replace function is_paused(state text, turns_red date, today date) returns boolean
language sql immutable parallel safe as $$
    select state = 'held' and (turns_red is null or turns_red > today)
$$;
