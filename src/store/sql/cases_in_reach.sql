-- Cases that a change of the calendar from $1 to $2 may touch: $3 case number to go on after, $4 how many. A closed one
-- with its log, version and revision, for nothing is kept of what its clocks read
(
    select c.case_no, c.pack_hash, c.process, coalesce(c.timing, '') as timing, c.version, c.revision,
           false as is_closed, null::json as log
    from case_file c
    where c.state = 'open' and c.timing is distinct from '' and coalesce(c.reaches, 'infinity') >= $1::date
        and c.submitted_at < ($2::date + 2)::timestamptz and c.case_no > $3
    order by c.case_no
    limit $4::int
)
union all
(
    select c.case_no, c.pack_hash, c.process, '', c.version, c.revision, true, log_of(c.case_no)
    from case_file c
    where c.state <> 'open' and coalesce(c.reaches, 'infinity') >= $1::date
        and c.submitted_at < ($2::date + 2)::timestamptz and c.case_no > $3
    order by c.case_no
    limit $4::int
)
order by case_no
limit $4::int
