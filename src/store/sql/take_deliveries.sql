-- Takes what is to be sent by $1, at most $2 for a subscriber, and lets nobody else take it before $3.
-- $4: {subscriber: how many it has on their way}; $5: whether e-mail can be sent, else it waits
with due as (
    select d.number
    from subscriber s
    cross join lateral (
        select w.number from delivery w
        where w.subscriber = s.name and w.state = 'waiting' and w.next_at <= $1::timestamptz
        order by w.next_at, w.number
        limit greatest(0, $2::int - coalesce(($4::jsonb->>s.name)::int, 0))
        for update skip locked) d
    where not s.paused and (s.quiet_until is null or s.quiet_until <= $1::timestamptz)
        and ($5::boolean or s.url not like 'mailto:%')
), taken as (
    update delivery d set attempts = d.attempts + 1, next_at = $3::timestamptz from due where d.number = due.number
    returning d.*
)
select t.number, s.name, s.url, encode(s.secret, 'hex') as secret, t.attempts, t.kind, t.case_no, t.item,
       utc_millis(coalesce(case t.kind when 'retraction' then a.retracted_at else a.raised_at end, e.at)) as at,
       coalesce(e.entry - '{manager,seal}'::text[],
                jsonb_build_object('clock', a.clock, 'kind', a.rung, 'rung', a.rung, 'day', a.day)) as what, e.position,
       case when t.of_deployment then (select encode(value, 'hex')::uuid::text from setting where name = 'deployment')
            else '' end as deployment
from taken t
join subscriber s on s.name = t.subscriber
left join event e on t.kind = 'entry' and e.case_no = t.case_no and e.number = t.item
left join alarm a on t.kind <> 'entry' and a.number = t.item
order by t.number
