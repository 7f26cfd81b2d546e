-- Open cases that a change of the calendar from $1 to $2 may touch: $3 case number to go on after, $4 how many
select c.case_no, c.pack_hash, c.process, coalesce(c.timing, '')
from case_file c
where c.state = 'open' and c.timing is distinct from '' and coalesce(c.reaches, 'infinity') >= $1::date and c.submitted_at < ($2::date + 2)::timestamptz and c.case_no > $3
order by c.case_no
limit $4::int
