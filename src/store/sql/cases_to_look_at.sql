-- Cases on which something may be due by $1, $2 of them, for this instance alone; $3 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision,
       (select json_agg(json_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no),
       (select coalesce(json_object_agg(h.task, to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by h.number), '{}') from handed_over h where h.case_no = c.case_no), c.owes
from case_file c
-- One that rests on an older calendar is recalculation's first: it notes what has moved. So is a closed one that ran on
-- days an edition has changed; any other closed one is not worked out anew.
where c.attention <= $1::date and (c.state <> 'open' or c.revision >= (select revision from calendar_revision))
    and not c.recalculate and c.pack_hash = any(translate($3, '[]', '{}')::text[])
order by c.attention, c.case_no
limit $2::int
for update of c skip locked
