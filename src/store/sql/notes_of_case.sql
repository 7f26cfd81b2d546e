-- The notes of case $1, in the order they were written
select utc_millis(at) as at, account, text, department
from note
where case_no = $1
order by number
