-- Whether any account has been in in the browser with mark $1
select 1 from familiar where kind = 'browser' and mark = $1 limit 1
