-- Locks account $1 and tells whether it has password $2, and is of department $3 with the roles of $4, a JSON array
select coalesce(password, '') = $2 as same_password,
       department = $3 and to_jsonb(roles) @> $4::jsonb and to_jsonb(roles) <@ $4::jsonb as same_work
from account
where name = $1
for update
