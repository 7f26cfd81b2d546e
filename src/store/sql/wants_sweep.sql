-- Whether a case wants attention by $1
select exists (select from case_file where attention <= $1::date) as wanted
