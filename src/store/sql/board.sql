-- $1 today: open tasks by department, step and light; cases by state; open cases by age in tens of days
with counted as (  -- by path first: there are few, and a million of steps
    select c.pack_hash, c.process, t.owner, t.path,
           light_of(t.state, t.turns_yellow, t.turns_red, $1::date) as light, count(*) as tasks
    from open_task t join case_file c using (case_no)
    group by 1, 2, 3, 4, 5
)
select jsonb_build_object(
    'tasks', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select n.pack_hash as pack, n.process, n.owner,
               regexp_replace(regexp_replace(n.path, '~[0-9]+$', ''), '[.][0-9]+[.]', '.') as task,
               coalesce(sum(n.tasks) filter (where n.light = 'red'), 0) as red,
               coalesce(sum(n.tasks) filter (where n.light = 'paused'), 0) as paused,
               coalesce(sum(n.tasks) filter (where n.light = 'yellow'), 0) as yellow,
               coalesce(sum(n.tasks) filter (where n.light = 'green'), 0) as green
        from counted n
        group by 1, 2, 3, 4 order by 3, 4) x),
    'states', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select c.state, count(*) as cases from case_file c group by 1) x),
    'ageing', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select greatest(0, ($1::date - c.submitted_at::date) / 10) as tens, count(*) as cases
        from case_file c where c.state = 'open' group by 1 order by 1) x)) as board
