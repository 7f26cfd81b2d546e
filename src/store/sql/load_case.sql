-- $1 case number, $2 an idempotency key or null
select c.pack_hash, p.applicant, p.site, coalesce(c.manager, '') as manager,
       coalesce(c.receipt_salt::text, '') as receipt_salt, log_of(c.case_no) as log,
       k.digest as answered_digest, k.case_no as answered_case_no, k.version as answered_version
from case_file c join person p using (case_no)
left join idempotency k on k.key = $2
where c.case_no = $1
