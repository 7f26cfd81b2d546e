-- Message $1, when it still waits, is $2 by now; if that is waiting, until $3; $4 what was wrong, or null
update delivery set state = $2, next_at = $3::timestamptz, fault = $4 where number = $1::bigint and state = 'waiting'
