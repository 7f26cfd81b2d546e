-- Cases as they are projected, with their logs: $1 case number to go on after, $2 how many
select c.case_no, c.pack_hash, c.version, c.revision,
       (select json_agg(json_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no),
       c.state,
       (select coalesce(jsonb_agg(jsonb_build_object('path', t.path, 'owner', t.owner, 'state', t.state, 'since', t.since, 'due', t.due, 'provisional', t.provisional,
                                                     'turnsYellow', t.turns_yellow, 'turnsRed', t.turns_red) order by t.path), '[]'::jsonb)
          from open_task t where t.case_no = c.case_no),
       c.process, c.attention, coalesce(c.timing, ''),
       (select coalesce(json_object_agg(h.task, to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by h.number), '{}') from handed_over h where h.case_no = c.case_no), c.owes
from case_file c
where c.case_no > $1
order by c.case_no
limit $2::int
