-- The notes of case $1, in the order they were written
select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), account, text, department
from note
where case_no = $1
order by number
