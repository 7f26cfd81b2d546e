-- Keeps once, under key $7, that the result of task $2 of case $1 was handed over: to $3, how ($4), on $5, by account
-- $6, entered at $8
insert into handed_over (case_no, task, recipient, how, on_day, account, key, at)
values ($1, $2, $3, $4, $5::date, $6, $7, $8::timestamptz)
on conflict do nothing
