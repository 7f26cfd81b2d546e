-- $1 entries of a case as append_events takes them
select outcome, version from append_events($1::jsonb)
