-- What editions have moved of case $1
select edition, clock, due_before, due_after, withdrawn
from moved_case
where case_no = $1
order by at, number
