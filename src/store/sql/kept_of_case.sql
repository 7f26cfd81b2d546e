-- $1 case number: bytes and number of its files, also of those that others have replaced
select coalesce(sum(m.bytes), 0)::bigint as bytes, count(*) as files
from material m
where m.case_no = $1 and m.upload is not null
