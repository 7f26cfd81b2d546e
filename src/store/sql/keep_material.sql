-- $1 the material, for which there is room; with a trace of it that seals it
with kept as (
    insert into material (case_no, id, upload, name, type, bytes, sha256, by_whom, department, stored_at, salt)
    select m->>'caseNo', m->>'id', (m->>'upload')::bigint, m->>'name', m->>'type', (m->>'bytes')::bigint,
           decode(m->>'sha256', 'hex'), m->>'by', m->>'department', (m->>'at')::timestamptz,
           uuid_send(gen_random_uuid())
    from (select $1::jsonb as m) given
    returning case_no, id, by_whom, stored_at, file_seal(salt, material) as seal
)
insert into trace (at, account, source, what, case_no, seal)
select stored_at, by_whom, $1::jsonb->>'source', 'handed in ' || id, case_no, seal from kept
