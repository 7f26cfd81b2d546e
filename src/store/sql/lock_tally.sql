-- The tally of kind $1 in bucket $2, for this transaction alone
insert into tally as t (kind, bucket, count, last) values ($1, $2::int, 0, 'epoch')
on conflict (kind, bucket) do update set count = t.count
returning count, utc_millis(last) as last
