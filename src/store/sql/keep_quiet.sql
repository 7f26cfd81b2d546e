-- Sends nothing to subscriber $1 before $2
update subscriber set quiet_until = greatest(quiet_until, $2::timestamptz) where name = $1
