-- Cases in which something was entered or raised from $1 on: $2 case number to go on after, $3 how many
with touched as (
    select e.case_no from event e where e.at >= $1::timestamptz and e.case_no > $2
    union
    select a.case_no from alarm a where a.raised_at >= $1::timestamptz and a.case_no > $2
    order by case_no
    limit $3::int
)
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log
from touched t
join case_file c using (case_no)
order by c.case_no
