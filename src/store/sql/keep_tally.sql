-- The tally of kind $1 in bucket $2 is $3, last changed at $4
update tally set count = $3::int, last = $4::timestamptz where kind = $1 and bucket = $2::int
