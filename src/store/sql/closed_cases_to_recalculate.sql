-- Closed cases that ran on days an edition has changed: $1 of them, for this instance alone; $2 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log
from case_file c
where c.recalculate and c.pack_hash = any(translate($2, '[]', '{}')::text[])
order by c.case_no
limit $1::int
for update of c skip locked
