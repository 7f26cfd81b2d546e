-- A submission says which pack it was decided under, and a seal of who applied and where; notes and files are sealed in
-- the trace. A seal is over a salt and the words: once the salt has gone with them it says nothing. What was there
-- before is sealed here as it stands, in a chain whose end the next head takes with it into the trace.

alter table person add column salt bytea;    -- null: of before, or erased
alter table note add column salt bytea;      -- the same
alter table material add column salt bytea;  -- the same

create table sealed_earlier (
    number  bigint generated always as identity primary key,  -- the chain's order
    kind    text   not null constraint kind_is_known check (kind in ('submission', 'note', 'file', 'account')),
    case_no text   references case_file,  -- null: of an account
    item    bigint,                       -- number of the note or file
    told    jsonb  not null,              -- of a submission as its entry would say it today
    after   bigint not null,              -- the last row of the trace then
    salt    bytea,                        -- that what is sealed was mixed with; null: erased, or nothing is
    hash    bytea  not null               -- over the row and the one before it
);

do $$
declare
    r record;
    previous bytea;
    reached bigint := (select coalesce(max(number), 0) from trace);
begin
    for r in
        with salted as materialized (
            select 1 as place, 'submission' as kind, c.case_no, null::bigint as item,
                   jsonb_build_object('pack', k.id, 'packHash', c.pack_hash, 'manager', c.manager) as told,
                   jsonb_build_array(p.applicant, p.site) as words,
                   exists (select from erasure e where e.case_no = c.case_no) as erased,
                   uuid_send(gen_random_uuid()) as salt
            from case_file c
            join pack k on k.hash = c.pack_hash
            left join person p on p.case_no = c.case_no
            union all
            select 2, 'note', n.case_no, n.number, '{}',
                   jsonb_build_array(to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), n.account, n.text,
                                     n.department),
                   n.text = '' and exists (select from erasure e where e.case_no = n.case_no),
                   uuid_send(gen_random_uuid())
            from note n
            union all
            select 3, 'file', m.case_no, m.number, '{}',
                   jsonb_build_array(m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex'), m.by_whom, m.department,
                                     to_char(m.stored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')),
                   m.name = '' and exists (select from erasure e where e.case_no = m.case_no),
                   uuid_send(gen_random_uuid())
            from material m
            union all
            select 4, 'account', null, null,
                   jsonb_build_object('name', a.name, 'department', a.department, 'roles', to_jsonb(a.roles),
                                      'active', a.active),
                   null, false, null
            from account a
        )
        select kind, case_no, item, case when not erased then salt end as salt,
               jsonb_strip_nulls(told || jsonb_build_object(
                   'seal', case when not erased
                                then encode(sha256(salt || convert_to(words::text, 'UTF8')), 'hex') end)) as told
        from salted
        where kind in ('submission', 'account') or not erased
        order by place, case_no, item, told->>'name'
    loop
        previous := sha256(coalesce(previous, ''::bytea)
                           || convert_to(jsonb_build_array(r.kind, r.case_no, r.item, r.told, reached)::text, 'UTF8'));
        insert into sealed_earlier (kind, case_no, item, told, after, salt, hash)
            values (r.kind, r.case_no, r.item, r.told, reached, r.salt, previous);
    end loop;
end
$$;
create index sealed_earlier_of_case on sealed_earlier (case_no);
analyze sealed_earlier;
