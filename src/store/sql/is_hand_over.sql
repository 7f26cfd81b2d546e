-- Whether what is kept under key $1 is this: of case $2, task $3, to $4, how ($5), on $6
select 1 from handed_over
where key = $1 and case_no = $2 and task = $3 and recipient = $4 and how = $5 and on_day = $6::date
