-- Takes away $2 of the messages of subscriber $1
delete from delivery where number = any(array(select number from delivery where subscriber = $1 limit $2::int))
