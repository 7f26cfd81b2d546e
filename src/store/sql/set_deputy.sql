-- $2 (empty: nobody) stands in for account $1 until $3; with $7 as the trace of it, at $4, by $5 from $6
with named as (
    update account set deputy = nullif($2, ''), absent_until = nullif($3, '')::date where name = $1 returning name
)
insert into trace (at, account, source, what) select $4::timestamptz, $5, $6, $7 from named
