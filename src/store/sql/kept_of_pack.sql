-- What was kept of the pack with id $1
select hash, version, coalesce(meaning, '') as meaning from pack where id = $1
