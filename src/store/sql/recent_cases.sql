-- The newest cases with their logs, $1 of them
select c.case_no, c.pack_hash, c.version, c.revision,
       (select json_agg(json_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no)
from case_file c
order by c.submitted_at desc, c.case_no desc
limit $1::int
