-- Up to $2 files that are stored, after the one numbered $1
select m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex'), m.by_whom, to_char(m.stored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.upload, m.case_no, m.number
from material m
where m.number > $1::bigint and m.upload is not null
order by m.number
limit $2::int
