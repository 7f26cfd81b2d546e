-- $1 filter {owner, light}, $2 today, $3 cursor {due, caseNo, path} of the last row seen, $4 how many
select t.case_no, t.path, t.owner, t.state, t.since, t.due, t.provisional, f.light, c.process, c.pack_hash,
       c.revision < (select revision from calendar_revision)
from open_task t
join case_file c using (case_no)
cross join lateral (select case when t.turns_red <= $2::date then 'red'
                                when t.state = 'held' then 'paused'
                                when t.turns_yellow <= $2::date then 'yellow'
                                else 'green' end as light) f
where ($1::jsonb->>'owner' is null or t.owner = $1::jsonb->>'owner')
  and ($1::jsonb->>'light' is null or f.light = $1::jsonb->>'light')
  and ($3::jsonb is null
       or (coalesce(t.due, 'infinity'), t.case_no, t.path) > (coalesce(($3::jsonb->>'due')::date, 'infinity'), $3::jsonb->>'caseNo', $3::jsonb->>'path'))
order by coalesce(t.due, 'infinity'), t.case_no, t.path
limit $4::int
