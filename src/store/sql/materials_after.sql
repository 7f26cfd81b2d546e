-- Up to $2 files that are stored, after the one numbered $1
select m.case_no, m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex') as sha256, m.by_whom,
       utc_millis(m.stored_at) as stored_at, m.upload, m.number
from material m
where m.number > $1::bigint and m.upload is not null
order by m.number
limit $2::int
