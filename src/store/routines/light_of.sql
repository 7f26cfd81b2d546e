-- The light of a step on a day. One that runs has the days from which it is another; of one that is held or finished
-- `turns_red` says that it was late.
-- needs: is_red is_paused is_yellow is_green
create or replace function light_of(state text, turns_yellow date, turns_red date, today date) returns text
language sql immutable parallel safe as $$
    select case when state = 'done' then case when turns_red is null then 'met' else 'late' end
                when state = 'cancelled' then case when turns_red is null then 'cancelled' else 'late' end
                when is_red(turns_red, today) then 'red'
                when is_paused(state, turns_red, today) then 'paused'
                when is_yellow(state, turns_yellow, turns_red, today) then 'yellow'
                when is_green(state, turns_yellow, turns_red, today) then 'green' end
$$;
