-- Every pack that was kept, with how many cases rest on it: open ones, and all
select p.id, p.version, p.hash, coalesce(p.meaning, '') as meaning, utc_millis(p.recorded_at) as kept_at,
       count(c.case_no) filter (where c.state = 'open') as open_cases, count(c.case_no) as cases
from pack p left join case_file c on c.pack_hash = p.hash
group by p.hash
order by p.id, p.version, p.recorded_at, p.hash
