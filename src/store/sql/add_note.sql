-- Keeps a note once, with a trace of it. $1 case, $2 now, $3 account, $4 text, $5 key of the request, $6 source,
-- $7 department
with noted as (
    insert into note (case_no, at, account, text, key, department)
    values ($1, $2::timestamptz, $3, $4, $5, $7)
    on conflict do nothing
    returning case_no
)
insert into trace (at, account, source, what, case_no) select $2::timestamptz, $3, $6, 'noted', case_no from noted
