-- Open cases that a change of the calendar from $1 to $2 may touch: $3 case number to go on after, $4 how many
select c.case_no, c.pack_hash, c.version, c.revision,
       (select jsonb_agg(jsonb_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no)
from case_file c
where c.state = 'open' and coalesce(c.reaches, 'infinity') >= $1::date and c.submitted_at < ($2::date + 2)::timestamptz and c.case_no > $3
order by c.case_no
limit $4::int
