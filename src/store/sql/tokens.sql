-- The tokens of account $1, or of all when it is empty; when each was last used, null: never
select s.account, s.name, coalesce(array_to_string(s.scopes, ','), '') as scopes, utc_millis(s.begun) as begun,
       utc_millis(s.ends) as ends, case when s.seen <> s.begun then utc_millis(s.seen) end as used
from session s
where s.kind = 'token' and (s.account = $1 or $1 = '')
order by s.account, s.begun, s.name
