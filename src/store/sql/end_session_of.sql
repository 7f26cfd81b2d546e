-- Of account $1 the one with id $2: compared as text, so that what is no id is nobody's
delete from session where account = $1 and id::text = $2 returning id
