-- Whether account $1 is known by the browser with mark $2, or the session with hash $3, in hex, or by place $4 since $5
select exists (select from familiar where account = $1 and kind = 'browser' and mark = $2)
       or exists (select from session where hash = decode($3, 'hex') and account = $1) as by_browser,
       exists (select from familiar where account = $1 and kind = 'place' and mark = $4 and seen >= $5::timestamptz)
           as by_place
