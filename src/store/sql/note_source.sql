-- $1 hash in hex, $2 address
update session set source = $2 where hash = decode($1, 'hex')
