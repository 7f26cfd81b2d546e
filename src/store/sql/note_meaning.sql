-- Pack $1 means $2, which an older program could not tell
update pack set meaning = $2 where hash = $1 and meaning is distinct from $2
