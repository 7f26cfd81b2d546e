-- Of account $1, but for the one with hash $2, in hex (empty: all)
delete from session where account = $1 and kind = 'browser' and hash <> decode($2, 'hex') returning id
