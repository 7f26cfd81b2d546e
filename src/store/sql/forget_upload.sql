-- Takes upload $1 away, unless it has become a material
delete from upload u where u.id = $1::bigint and not exists (select from material m where m.upload = u.id)
