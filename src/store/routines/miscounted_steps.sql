-- Alike open steps of which there are others than the board has counted: how many there are, and how many it has.
create or replace function miscounted_steps()
returns table (pack_hash text, process text, owner text, task text, state text, turns_yellow date, turns_red date,
               there bigint, counted bigint)
language sql stable as $$
    select n.pack_hash, n.process, n.owner, n.task, n.state, n.turns_yellow, n.turns_red, sum(n.there)::bigint,
           sum(n.counted)::bigint
    from (
        select c.pack_hash, c.process, s.owner, s.task, s.state, s.turns_yellow, s.turns_red, count(*) as there,
               0 as counted
        from step s join case_file c using (case_no) where s.until is null group by 1, 2, 3, 4, 5, 6, 7
        union all select k.pack_hash, k.process, k.owner, k.task, k.state, k.turns_yellow, k.turns_red, 0, k.steps
        from step_count k
        union all select k.pack_hash, k.process, k.owner, k.task, k.state, k.turns_yellow, k.turns_red, 0, k.steps
        from step_change k
    ) n
    group by 1, 2, 3, 4, 5, 6, 7
    having sum(n.there) <> sum(n.counted)
$$;
