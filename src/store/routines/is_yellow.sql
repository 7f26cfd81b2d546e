-- Whether a step runs on a day, is not late, and has been warned of.
create or replace function is_yellow(state text, turns_yellow date, turns_red date, today date) returns boolean
language sql immutable parallel safe as $$
    select state = 'active' and turns_yellow <= today and (turns_red is null or turns_red > today)
$$;
