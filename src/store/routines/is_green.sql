-- Whether a step runs on a day, and there is nothing to warn of.
create or replace function is_green(state text, turns_yellow date, turns_red date, today date) returns boolean
language sql immutable parallel safe as $$
    select state = 'active' and (turns_yellow is null or turns_yellow > today) and (turns_red is null or turns_red > today)
$$;
