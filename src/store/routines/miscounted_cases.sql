-- As miscounted_steps, of cases.
create or replace function miscounted_cases()
returns table (state text, submitted_on date, there bigint, counted bigint)
language sql stable as $$
    select n.state, n.submitted_on, sum(n.there)::bigint, sum(n.counted)::bigint
    from (
        select c.state, c.submitted_on, count(*) as there, 0 as counted from case_file c group by 1, 2
        union all select k.state, k.submitted_on, 0, k.cases from case_count k
        union all select k.state, k.submitted_on, 0, k.cases from case_change k
    ) n
    group by 1, 2
    having sum(n.there) <> sum(n.counted)
$$;
