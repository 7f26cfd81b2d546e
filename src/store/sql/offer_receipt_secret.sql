-- $1 random bytes as hex, for receipt codes to be worked out from, when there are none yet
insert into setting (name, value) values ('receipt-secret', decode($1, 'hex')) on conflict do nothing
