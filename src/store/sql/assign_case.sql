-- Makes case $1 the account $2's, at $3, with a trace of who ($4, from $5) did: nothing when there is no such case or
-- account
with handed as (
    update case_file set manager = $2
    where case_no = $1 and exists (select from account a where a.name = $2 and a.active)
    returning case_no
)
insert into trace (at, account, source, what, case_no)
select $3::timestamptz, $4, $5, 'handed to ' || $2, case_no from handed
