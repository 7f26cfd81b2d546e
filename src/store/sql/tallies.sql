-- Those of $1, a JSON array of {kind, bucket, place}
select a.place, t.count, utc_millis(t.last) as last
from jsonb_to_recordset($1::jsonb) a(kind text, bucket int, place int)
join tally t using (kind, bucket)
