-- Green open steps, the first $4 by their due day. $1 what is asked for, $2 today, $3 the last row seen; owned: whose.
-- What is due soon and already yellow may be a hundred thousand rows: those of one owner that are due on one day and turn
-- yellow on one day lie together in the index, there are few such lots, and of each only the first rows are read.
with recursive seen as (
    select case when $3::jsonb is null then $2::date else coalesce(($3::jsonb->>'due')::date, 'infinity') end as due,
           coalesce($3::jsonb->>'caseNo', '') as case_no, coalesce($3::jsonb->>'path', '') as path
), owner (owner) as (
    (select t.owner from step t where t.state = 'active' order by 1 limit 1)
    union all
    select n.owner from owner o, lateral (select t.owner from step t where t.state = 'active' and t.owner > o.owner order by 1 limit 1) n
), lot (owner, due, yellow) as (
    select t.owner, s.due, '-infinity'::date from owner t, seen s where {owned}
    union all
    select l.owner, n.* from lot l, lateral (
        select coalesce(t.due, 'infinity'), coalesce(t.turns_yellow, 'infinity') from step t
        where t.state = 'active' and t.owner = l.owner and (coalesce(t.due, 'infinity'), coalesce(t.turns_yellow, 'infinity')) > (l.due, l.yellow)
        order by 1, 2
        limit 1) n
)
select o.* from lot l, seen s, lateral (
    select t.* from step t
    where t.state = 'active' and t.owner = l.owner and coalesce(t.due, 'infinity') = l.due and coalesce(t.turns_yellow, 'infinity') = l.yellow
      and (t.case_no, t.path) > (case when l.due > s.due then '' else s.case_no end, case when l.due > s.due then '' else s.path end)
    order by t.case_no, t.path
    limit $4::int) o
where l.yellow > $2::date
order by coalesce(o.due, 'infinity'), o.case_no, o.path
limit $4::int
