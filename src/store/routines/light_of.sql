-- The light of an open task on a day, by the days from which it is another.
create or replace function light_of(state text, turns_yellow date, turns_red date, today date) returns text
language sql immutable parallel safe as $$
    select case when turns_red <= today then 'red'
                when state = 'held' then 'paused'
                when turns_yellow <= today then 'yellow'
                else 'green' end
$$;
