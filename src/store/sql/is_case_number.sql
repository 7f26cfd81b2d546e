-- Whether $1, in whichever case it was typed, is the number of a case
select 1 from case_file where case_no = upper($1)
