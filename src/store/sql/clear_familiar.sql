-- A thousand of kind $1 not seen since $2
delete from familiar
where ctid = any (array(select ctid from familiar where kind = $1 and seen < $2::timestamptz limit 1000))
