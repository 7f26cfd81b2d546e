-- Lets what was given up for subscriber $1 be sent again at $2: whether there is such a one, and how many messages
with again as (
    update delivery set state = 'waiting', attempts = 0, next_at = $2::timestamptz
    where subscriber = $1 and state = 'dead'
    returning number
)
select exists (select from subscriber where name = $1) as is_there, (select count(*) from again) as messages
