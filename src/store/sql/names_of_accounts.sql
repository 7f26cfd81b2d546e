-- What the accounts of $1, a JSON array, are called
select name, display from account where name = any(translate($1, '[]', '{}')::text[])
