-- A thousand of those that ended by $1
delete from session where ctid = any (array(select ctid from session where ends <= $1::timestamptz limit 1000))
