-- Steps of the $3 newest cases that kept their promise or missed it, the newest case first: $1 owner, task, process and
-- lights asked for, $2 today, $4 how many
with newest as materialized (
    select c.case_no, c.pack_hash, c.process, c.submitted_at
    from case_file c order by c.submitted_at desc, c.case_no desc limit $3::int
)
select t.case_no, t.path, t.owner, t.state, t.since, t.until, t.clock, t.due, t.provisional, t.unit, t.turns_red, t.late_by,
       t.uncounted, t.days_left, l.light, n.process, n.pack_hash
from newest n
cross join lateral (  -- by case, whatever the planner thinks of all steps together
    select s.* from step s where s.case_no = n.case_no and s.clock is not null offset 0) t
cross join lateral (select light_of(t.state, t.turns_yellow, t.turns_red, $2::date) as light) l
where $1::jsonb->'lights' ? l.light
    and t.owner = coalesce($1::jsonb->>'owner', t.owner)
    and t.id = coalesce($1::jsonb->>'task', t.id)
    and n.process = coalesce($1::jsonb->>'process', n.process)
order by n.submitted_at desc, t.case_no desc, t.since, t.path
limit $4::int
