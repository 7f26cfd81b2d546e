-- $1 case number: the latest file of each material
select distinct on (m.id) m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex'), m.by_whom, to_char(m.stored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.upload, m.case_no, m.number
from material m
where m.case_no = $1
order by m.id, m.number desc
