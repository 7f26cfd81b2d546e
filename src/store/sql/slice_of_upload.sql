-- Of upload $1, piece $2: bytes from the $3rd on, at most $4, as hex
select encode(substring(bytes from $3::int for $4::int), 'hex') as bytes
from piece
where upload = $1::bigint and number = $2::int
