-- $1 upload, $2 number of the piece, $3 its bytes
insert into piece (upload, number, bytes) values ($1::bigint, $2::int, $3::bytea) on conflict do nothing
