-- Who works on the open steps of case $1
select path, k.account from claimed_task k join step s using (case_no, path) where case_no = $1 and s.until is null
