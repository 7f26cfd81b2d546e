-- $1 today, $2 how many of the newest cases: open steps by department, step and light; cases by state; open cases by
-- age in tens of days, as they are counted (count_steps, count_case); of the newest cases how many there are, their
-- judged steps by department and step, and how long those took that ended in power
with counted as (
    select k.pack_hash, k.process, k.owner, k.task, light_of(k.state, k.turns_yellow, k.turns_red, $1::date) as light,
           k.steps
    from (select * from step_count union all select * from step_change) k
), cases as (
    select k.state, k.submitted_on, k.cases from (select * from case_count union all select * from case_change) k
), newest as materialized (
    select c.case_no, c.pack_hash, c.process, c.state, c.mean_used, c.mean_limit
    from case_file c order by c.submitted_at desc, c.case_no desc limit $2::int
), judged as (
    select n.pack_hash, n.process, t.owner, t.task,
           light_of(t.state, t.turns_yellow, t.turns_red, $1::date) as light
    from newest n
    cross join lateral (  -- by case, whatever the planner thinks of all steps together
        select s.owner, s.task, s.state, s.turns_yellow, s.turns_red
        from step s where s.case_no = n.case_no and s.clock is not null offset 0) t
)
select jsonb_build_object(
    'tasks', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select n.pack_hash as pack, n.process, n.owner, n.task,
               coalesce(sum(n.steps) filter (where n.light = 'red'), 0) as red,
               coalesce(sum(n.steps) filter (where n.light = 'paused'), 0) as paused,
               coalesce(sum(n.steps) filter (where n.light = 'yellow'), 0) as yellow,
               coalesce(sum(n.steps) filter (where n.light = 'green'), 0) as green
        from counted n
        group by 1, 2, 3, 4 having sum(n.steps) <> 0 order by 3, 4, 1, 2) x),
    'states', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select c.state, sum(c.cases) as cases from cases c group by 1 having sum(c.cases) <> 0) x),
    'ageing', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select greatest(0, ($1::date - c.submitted_on) / 10) as tens, sum(c.cases) as cases
        from cases c where c.state = 'open' group by 1 having sum(c.cases) <> 0 order by 1) x),
    'lookedAt', (select count(*) from newest),
    'onTime', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select min(j.pack_hash) as pack, min(j.process) as process, j.owner, j.task,
               count(*) filter (where j.light = 'met') as met,
               count(*) filter (where j.light in ('late', 'red')) as late
        from judged j where j.light in ('met', 'late', 'red')
        group by j.owner, j.task order by 3, 4) x),
    'means', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select min(n.pack_hash) as pack, n.process, count(*) as closed, avg(n.mean_used) as days, min(n.mean_limit) as promise
        from newest n where n.state = 'energized' and n.mean_used is not null
        group by n.process order by n.process) x)) as board
