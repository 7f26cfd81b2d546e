-- What was answered under the idempotency key $1
select i.digest, i.case_no, i.version, coalesce(c.receipt_salt::text, '') as receipt_salt
from idempotency i join case_file c using (case_no)
where i.key = $1
