-- Open cases worked out under an older revision than $1, $2 of them, for this instance alone; $3 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log
from case_file c
where c.state = 'open' and c.revision < $1::int and c.pack_hash = any(translate($3, '[]', '{}')::text[])
order by c.revision, c.case_no
limit $2::int
for update of c skip locked
