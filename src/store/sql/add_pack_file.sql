-- $1 the pack's hash, $2 name, $3 bytes
insert into pack_file (hash, name, bytes) values ($1, $2, $3::bytea)
