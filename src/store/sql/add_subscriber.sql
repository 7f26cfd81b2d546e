-- $1 name, $2 URL, $3 secret as hex, $4 kinds, a JSON array, $5 now: nothing when the name is taken
insert into subscriber (name, url, secret, kinds, since)
values ($1, $2, decode($3, 'hex'), array(select jsonb_array_elements_text($4::jsonb)), $5::timestamptz)
on conflict do nothing
