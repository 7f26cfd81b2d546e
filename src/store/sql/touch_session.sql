-- $1 hash in hex, $2 now
update session set seen = $2::timestamptz where hash = decode($1, 'hex')
