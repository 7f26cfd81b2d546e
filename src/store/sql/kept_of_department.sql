-- $1 department, $2 since when: bytes and number of the files that its people have handed in
select coalesce(sum(m.bytes), 0)::bigint as bytes, count(*) as files
from material m
where m.department = $1 and m.stored_at > $2::timestamptz
