-- $1 hash, $2 id, $3 version, $4 meaning, $5 now. A row: it is new
insert into pack (hash, id, version, meaning, recorded_at)
values ($1, $2, $3::int, $4, $5::timestamptz)
on conflict do nothing
returning hash
