-- Keeps a note once, with a trace of it that seals it. $1 case, $2 now, $3 account, $4 text, $5 key of the request,
-- $6 source, $7 department
with noted as (
    insert into note (case_no, at, account, text, key, department, salt)
    values ($1, $2::timestamptz, $3, $4, $5, $7, uuid_send(gen_random_uuid()))
    on conflict do nothing
    returning case_no, note_seal(salt, note) as seal
)
insert into trace (at, account, source, what, case_no, seal)
select $2::timestamptz, $3, $6, 'noted', case_no, seal from noted
