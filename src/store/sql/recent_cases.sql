-- The newest cases with their logs, $1 of them
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log
from case_file c
order by c.submitted_at desc, c.case_no desc
limit $1::int
