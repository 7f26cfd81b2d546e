-- $1 today, $2 in which time zone: open tasks by department, step and light; cases by state; open cases by age in tens of days
with counted as (  -- by path first: there are few, and a million of steps
    select c.pack_hash, c.process, t.owner, t.path,
           count(*) filter (where t.turns_red <= $1::date) as red,
           count(*) filter (where t.state = 'held' and (t.turns_red is null or t.turns_red > $1::date)) as paused,
           count(*) filter (where t.state <> 'held' and t.turns_yellow <= $1::date and (t.turns_red is null or t.turns_red > $1::date)) as yellow,
           count(*) filter (where t.state <> 'held' and (t.turns_yellow is null or t.turns_yellow > $1::date) and (t.turns_red is null or t.turns_red > $1::date)) as green
    from open_task t join case_file c using (case_no)
    group by 1, 2, 3, 4
)
select jsonb_build_object(
    'tasks', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select n.pack_hash as pack, n.process, n.owner, regexp_replace(regexp_replace(n.path, '~[0-9]+$', ''), '[.][0-9]+[.]', '.') as task,
               sum(n.red) as red, sum(n.paused) as paused, sum(n.yellow) as yellow, sum(n.green) as green
        from counted n
        group by 1, 2, 3, 4 order by 3, 4) x),
    'states', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (select c.state, count(*) as cases from case_file c group by 1) x),
    'ageing', (select coalesce(jsonb_agg(x), '[]'::jsonb) from (
        select greatest(0, ($1::date - (c.submitted_at at time zone $2)::date) / 10) as tens, count(*) as cases from case_file c where c.state = 'open' group by 1 order by 1) x))
