-- $1 a void as append_events takes it, $2 the alarms to be retracted, a JSON array, $3 the last alarm that was known
select outcome, version from take_back($1::jsonb, $2::jsonb, $3::bigint)
