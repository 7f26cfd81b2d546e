-- Gives a token its name and a trace: none when there is one of that name, or the account has gone. $1 hash,
-- $2 account, $3 name (empty: the next number), $4 what it is for, with commas (empty: whatever its account may),
-- $5 now, $6 its end, $7 by, $8 source
with made as (
    insert into session (hash, account, kind, begun, seen, ends, name, scopes)
    select decode($1, 'hex'), a.name, 'token', $5::timestamptz, $5::timestamptz, $6::timestamptz,
           coalesce(nullif($3, ''), 'token-' || (select coalesce(max(substr(s.name, 7)::numeric), 0) + 1
                                                 from session s
                                                 where s.kind = 'token' and s.account = a.name
                                                   and s.name ~ '^token-[0-9]+$')),
           case when $4 <> '' then string_to_array($4, ',') end
    from account a where a.name = $2 and a.active for share of a
    on conflict do nothing
    returning account, name, scopes, ends
), traced as (
    insert into trace (at, account, source, what)
    select $5::timestamptz, $7, $8,
           'made token ' || m.name || ' of ' || m.account || ' for '
           || coalesce(array_to_string(m.scopes, '+'), 'all it may') || ' until '
           || to_char(m.ends at time zone 'UTC', 'YYYY-MM-DD')
    from made m
)
select name from made
