-- Whether there is any case, and whether the record is for invented ones
select exists (select from case_file) as has_cases,
       exists (select from setting where name = 'invented-cases') as for_invented
