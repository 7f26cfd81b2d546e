-- Sends to subscriber $1 again; $2: what waits is given up. Whether there is such a one, and how many messages were
-- given up
with resumed as (
    update subscriber set paused = false, paused_because = null, quiet_until = null where name = $1 returning name
), given_up as (
    update delivery set state = 'dead', fault = 'given up when it was resumed'
    where $2::boolean and subscriber = $1 and state = 'waiting'
    returning number
)
select exists (select from resumed) as is_there, (select count(*) from given_up) as messages
