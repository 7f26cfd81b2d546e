-- Cases as they are projected, with their logs: $1 case number to go on after, $2 how many
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log,
       hand_overs_of(c.case_no) as handed_over, c.owes, c.process, c.state, c.attention,
       coalesce(c.timing, '') as timing, c.mean_used, c.mean_limit, c.projection < 2 as waits,
       (select coalesce(jsonb_agg(to_jsonb(t) order by t.path), '[]') from step t where t.case_no = c.case_no) as steps
from case_file c
where c.case_no > $1
order by c.case_no
limit $2::int
