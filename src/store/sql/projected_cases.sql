-- Cases as they are projected, with their logs: $1 case number to go on after, $2 how many
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log,
       hand_overs_of(c.case_no) as handed_over, c.owes, c.process, c.state, c.attention,
       coalesce(c.timing, '') as timing,
       (select coalesce(jsonb_agg(jsonb_build_object('path', t.path, 'owner', t.owner, 'state', t.state,
                                                     'since', t.since, 'due', t.due, 'provisional', t.provisional,
                                                     'turnsYellow', t.turns_yellow, 'turnsRed', t.turns_red)
                                  order by t.path), '[]')
        from open_task t where t.case_no = c.case_no) as open_tasks
from case_file c
where c.case_no > $1
order by c.case_no
limit $2::int
