-- What the clocks of case $1 have called attention to, in the order it was raised
select number, clock, rung as kind, day, utc_millis(raised_at) as raised_at, retracted_at is not null as retracted
from alarm
where case_no = $1
order by number
