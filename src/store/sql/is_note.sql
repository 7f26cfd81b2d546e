-- Whether the note kept under key $1 is this one: of case $2, text $3
select 1 from note where key = $1 and case_no = $2 and text = $3
