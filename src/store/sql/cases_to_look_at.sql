-- Cases on which something may be due by $1, $2 of them, for this instance alone; $3 the packs it has
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log,
       hand_overs_of(c.case_no) as handed_over, c.owes
from case_file c
-- One that rests on an older calendar is recalculation's first: it notes what has moved. So is a closed one that ran on
-- days an edition has changed; any other closed one is not worked out anew.
where c.attention <= $1::date and (c.state <> 'open' or c.revision >= (select revision from calendar_revision))
    and not c.recalculate and c.pack_hash = any(translate($3, '[]', '{}')::text[])
order by c.attention, c.case_no
limit $2::int
for update of c skip locked
