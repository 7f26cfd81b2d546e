-- Open tasks by their due day. $1 what is asked for, $2 today, $3 the last row seen, $4 how many; tasks: open ones; where: the conditions asked for
select t.case_no, t.path, t.owner, t.state, t.since, t.due, t.provisional,
       case when t.turns_red <= $2::date then 'red' when t.state = 'held' then 'paused' when t.turns_yellow <= $2::date then 'yellow' else 'green' end,
       c.process, c.pack_hash, c.revision < (select revision from calendar_revision),
       coalesce(p.applicant->>'name', ''), coalesce(p.site->>'address', ''), coalesce(c.manager, ''), coalesce(m.display, ''), coalesce(k.account, ''), coalesce(a.display, '')
from {tasks} t
join case_file c using (case_no)
join person p using (case_no)
left join claimed_task k using (case_no, path)
left join account m on m.name = c.manager
left join account a on a.name = k.account
where {where}
order by coalesce(t.due, 'infinity'), t.case_no, t.path
limit $4::int
