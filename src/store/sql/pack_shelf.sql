-- Every pack that was kept, with how many cases rest on it: open ones, and all
select p.id, p.version, p.hash, coalesce(p.meaning, ''),
       to_char(p.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       count(c.case_no) filter (where c.state = 'open'), count(c.case_no)
from pack p left join case_file c on c.pack_hash = p.hash
group by p.hash
order by p.id, p.version, p.recorded_at, p.hash
