-- Open steps by their due day. $1 what is asked for, $2 today, $3 the last row seen, $4 how many; steps: open ones;
-- where: the conditions asked for
select t.case_no, t.path, t.owner, t.state, t.since, t.until, coalesce(t.clock, '') as clock, t.due, t.provisional, t.unit,
       t.turns_red, t.late_by, t.uncounted, t.days_left, light_of(t.state, t.turns_yellow, t.turns_red, $2::date) as light, c.process, c.pack_hash,
       c.revision < (select revision from calendar_revision) as outdated,
       coalesce(p.applicant->>'name', '') as applicant, coalesce(p.site->>'address', '') as address,
       coalesce(c.manager, '') as manager, coalesce(m.display, '') as manager_name,
       coalesce(k.account, '') as claimed_by, coalesce(a.display, '') as claimed_by_name
from {steps} t
join case_file c using (case_no)
join person p using (case_no)
left join claimed_task k using (case_no, path)
left join account m on m.name = c.manager
left join account a on a.name = k.account
where {where}
order by coalesce(t.due, 'infinity'), t.case_no, t.path
limit $4::int
