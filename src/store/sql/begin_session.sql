-- $1 hash in hex, $2 account, $3 kind, $4 now, $5 its end: nothing when the account is not active or has another
-- password than $6 by now
insert into session (hash, account, kind, begun, seen, ends)
select decode($1, 'hex'), a.name, $3, $4::timestamptz, $4::timestamptz, $5::timestamptz
from account a where a.name = $2 and a.active and coalesce(a.password, '') = $6 for share of a
on conflict do nothing
