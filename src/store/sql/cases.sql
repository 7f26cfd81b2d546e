-- Cases, the newest first. $1 what is asked for, $2 today, $3 the last row seen, $4 how many; where: the conditions asked for; part: which tasks the light is of
select c.case_no, c.process, c.state, c.version, to_char(c.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), c.pack_hash,
       coalesce(p.applicant->>'name', ''), coalesce(p.site->>'address', ''), coalesce(c.manager, ''), coalesce(m.display, ''), coalesce(l.light, '')
from case_file c
join person p using (case_no)
left join account m on m.name = c.manager
left join lateral (
    select (array['paused', 'green', 'yellow', 'red'])[max(case when t.turns_red <= $2::date then 4 when t.state = 'held' then 1 when t.turns_yellow <= $2::date then 3 else 2 end)] as light
    from open_task t where t.case_no = c.case_no and {part}
) l on true
where {where}
order by c.submitted_at desc, c.case_no desc
limit $4::int
