-- Takes away what was delivered before $1
delete from delivery where state = 'delivered' and next_at < $1::timestamptz
