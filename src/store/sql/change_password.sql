-- Of account $1 from $2 to $3: nothing when it has been changed or removed since
update account set password = $3 where name = $1 and active and coalesce(password, '') = $2 returning name
