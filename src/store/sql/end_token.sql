-- Takes a token back, with a trace. $1 account, $2 its name, $3 now, $4 by, $5 source
with ended as (
    delete from session where kind = 'token' and account = $1 and name = $2 returning account, name
), traced as (
    insert into trace (at, account, source, what)
    select $3::timestamptz, $4, $5, 'revoked token ' || name || ' of ' || account from ended
)
select name from ended
