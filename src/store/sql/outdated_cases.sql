-- Open cases worked out under an older revision than $1, $2 of them, for this instance alone; $3 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision,
       (select json_agg(json_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no)
from case_file c
where c.state = 'open' and c.revision < $1::int and c.pack_hash = any(translate($3, '[]', '{}')::text[])
order by c.revision, c.case_no
limit $2::int
for update of c skip locked
