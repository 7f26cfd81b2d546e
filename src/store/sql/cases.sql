-- Cases, the newest first. $1 what is asked for, $2 today, $3 the last row seen, $4 how many; where: the conditions
-- asked for; part: which steps the light is of
select c.case_no, c.process, c.pack_hash, c.state, c.version, utc_micros(c.submitted_at) as submitted_at,
       coalesce(p.applicant->>'name', '') as applicant, coalesce(p.site->>'address', '') as address,
       coalesce(c.manager, '') as manager, coalesce(m.display, '') as manager_name, coalesce(l.light, '') as light
from case_file c
join person p using (case_no)
left join account m on m.name = c.manager
left join lateral (
    select (array['paused', 'green', 'yellow', 'red'])[  -- the worst
               max(array_position(array['paused', 'green', 'yellow', 'red'],
                                  light_of(t.state, t.turns_yellow, t.turns_red, $2::date)))] as light
    from step t where t.case_no = c.case_no and t.until is null and {part}
) l on true
where {where}
order by c.submitted_at desc, c.case_no desc
limit $4::int
