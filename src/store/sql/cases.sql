-- Cases, the newest first. $1 what is asked for, $2 today, $3 the last row seen, $4 how many; where: the conditions asked for
select c.case_no, c.process, c.state, c.version, to_char(c.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), c.pack_hash,
       coalesce(p.applicant->>'name', ''), coalesce(p.site->>'address', ''), coalesce(c.manager, ''), coalesce(m.display, '')
from case_file c
join person p using (case_no)
left join account m on m.name = c.manager
where {where}
order by c.submitted_at desc, c.case_no desc
limit $4::int
