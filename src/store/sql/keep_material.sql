-- $1 the material. Kept a second time (an answer was lost) it stays as it is. False: there is no such case.
with given as (select $1::jsonb as m),
     kept as (
         insert into material (case_no, id, upload, name, type, bytes, sha256, by_whom, stored_at)
         select m->>'caseNo', m->>'id', (m->>'upload')::bigint, m->>'name', m->>'type', (m->>'bytes')::bigint, decode(m->>'sha256', 'hex'), m->>'by', (m->>'at')::timestamptz
         from given where exists (select from case_file c where c.case_no = m->>'caseNo')
         on conflict do nothing
     )
select exists (select from case_file c, given where c.case_no = m->>'caseNo')
