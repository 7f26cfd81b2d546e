-- $1 the material, for which there is room
insert into material (case_no, id, upload, name, type, bytes, sha256, by_whom, department, stored_at)
select m->>'caseNo', m->>'id', (m->>'upload')::bigint, m->>'name', m->>'type', (m->>'bytes')::bigint,
       decode(m->>'sha256', 'hex'), m->>'by', m->>'department', (m->>'at')::timestamptz
from (select $1::jsonb as m) given
