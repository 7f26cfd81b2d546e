-- Task $2 of case $1, when it is open, is what account $3 works on
insert into claimed_task (case_no, path, account)
select case_no, path, $3 from step where case_no = $1 and path = $2 and until is null
on conflict (case_no, path) do update set account = excluded.account
