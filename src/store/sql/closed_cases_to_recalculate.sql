-- Closed cases that ran on days an edition has changed: $1 of them, for this instance alone; $2 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision,
       (select json_agg(json_build_object('number', e.number, 'day', e.day, 'entry', e.entry,
                                           'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                          order by e.number)
          from event e where e.case_no = c.case_no)
from case_file c
where c.recalculate and c.pack_hash = any(translate($2, '[]', '{}')::text[])
order by c.case_no
limit $1::int
for update of c skip locked
