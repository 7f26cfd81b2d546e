-- $1 filter {state}, $2 cursor {at, caseNo} of the last row seen, $3 how many
select c.case_no, c.process, c.state, c.version, to_char(c.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), c.pack_hash
from case_file c
where ($1::jsonb->>'state' is null or c.state = $1::jsonb->>'state')
  and ($2::jsonb is null or (c.submitted_at, c.case_no) < (($2::jsonb->>'at')::timestamptz, $2::jsonb->>'caseNo'))
order by c.submitted_at desc, c.case_no desc
limit $3::int
