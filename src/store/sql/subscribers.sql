-- Who subscribed, and how their messages stand
select s.name, s.url, to_jsonb(s.kinds) as kinds,
       count(d.number) filter (where d.state = 'waiting') as waiting,
       count(d.number) filter (where d.state = 'delivered') as delivered,
       count(d.number) filter (where d.state = 'dead') as dead,
       coalesce((array_agg(d.fault order by d.number desc)
                     filter (where d.fault is not null and d.state <> 'delivered'))[1], '') as last_fault,
       s.paused, coalesce(s.paused_because, '') as paused_because
from subscriber s left join delivery d on d.subscriber = s.name
group by s.name
order by s.name
