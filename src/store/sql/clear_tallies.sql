-- A thousand of those last changed before $1
delete from tally where ctid = any (array(select ctid from tally where last < $1::timestamptz limit 1000))
