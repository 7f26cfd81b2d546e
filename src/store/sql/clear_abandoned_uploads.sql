-- Takes away what began to come before $1 and became nothing
delete from upload u where u.begun_at < $1::timestamptz and not exists (select from material m where m.upload = u.id)
