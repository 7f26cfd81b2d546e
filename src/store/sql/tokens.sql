-- The tokens of account $1, or of all when it is empty; when each was last used, null: never
select s.account, s.name, coalesce(array_to_string(s.scopes, ','), ''),
       to_char(s.begun at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       to_char(s.ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       case when s.seen <> s.begun then to_char(s.seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
from session s
where s.kind = 'token' and (s.account = $1 or $1 = '')
order by s.account, s.begun, s.name
