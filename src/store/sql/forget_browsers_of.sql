-- Of account $1, but for the one with mark $2 (empty: all)
delete from familiar where account = $1 and kind = 'browser' and mark <> $2
