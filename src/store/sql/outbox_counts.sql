-- Messages that wait or were given up, by the road they take
with pending as (
    select subscriber, state from delivery where state = 'waiting'
    union all
    select subscriber, state from delivery where state = 'dead'
)
select r.road, t.state, count(s.name) as messages
from (values ('mail'), ('web')) r (road)
cross join (values ('waiting'), ('dead')) t (state)
left join (pending p join subscriber s on s.name = p.subscriber)
    on p.state = t.state and r.road = case when s.url like 'mailto:%' then 'mail' else 'web' end
group by r.road, t.state
order by r.road, t.state
