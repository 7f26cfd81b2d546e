-- $1 now, $2 account, $3 source, $4 what, $5 case (empty: none), $6 keyed hash of a search's words as hex (empty: none)
insert into trace (at, account, source, what, case_no, words)
values ($1::timestamptz, $2, $3, $4, nullif($5, ''), decode(nullif($6, ''), 'hex'))
