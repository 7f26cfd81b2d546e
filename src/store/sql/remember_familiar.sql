-- Account $1 has been in at $4, in the browser or from the place ($2) of that mark ($3).
-- The newest thirty of a kind are kept.
with kept as (
    insert into familiar (account, kind, mark, seen) select name, $2, $3, $4::timestamptz from account where name = $1
    on conflict (account, kind, mark) do update set seen = excluded.seen
)
delete from familiar f
 where account = $1 and kind = $2 and mark <> $3
   and (select count(*) from familiar n where n.account = f.account and n.kind = f.kind and n.mark <> $3
           and (n.seen, n.mark) > (f.seen, f.mark)) >= 29
