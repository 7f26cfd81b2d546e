-- What was handed over in case $1, in the order it was entered
select task, recipient, how, on_day, account, utc_millis(at) as at
from handed_over
where case_no = $1
order by number
