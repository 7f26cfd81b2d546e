-- Rows of the trace in the order they came. $1 after which, $7 how many; where: the conditions asked for, of case $2,
-- account $3, from $4 to $5, a search's words $6
select number, utc_millis(at) as at, account, source, what, coalesce(case_no, '') as case_no,
       coalesce(left(encode(words, 'hex'), 12), '') as words
from trace
where number > $1::bigint{where}
order by number
limit $7::int
