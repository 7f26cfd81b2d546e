-- $1 case number: the latest file of each material
select distinct on (m.id) m.case_no, m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex') as sha256, m.by_whom,
       utc_millis(m.stored_at) as stored_at, m.upload, m.number
from material m
where m.case_no = $1
order by m.id, m.number desc
