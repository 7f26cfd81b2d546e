-- $1 events as append_events takes them, $2 numbers of the alarms that fall with what they take back
select o.outcome, o.version
from append_events($1::jsonb) o
left join lateral (select retract_alarms($2::jsonb, ($1::jsonb->>'at')::timestamptz) where o.outcome = 'appended') r on true
