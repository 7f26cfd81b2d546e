-- $1 hash in hex
delete from session where hash = decode($1, 'hex')
