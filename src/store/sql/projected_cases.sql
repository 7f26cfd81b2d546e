-- Cases as they are projected, with their logs: $1 case number to go on after, $2 how many
select c.case_no, c.pack_hash, c.version, c.revision, log_of(c.case_no) as log,
       hand_overs_of(c.case_no) as handed_over, c.owes, c.process, c.state, c.attention,
       coalesce(c.timing, '') as timing, c.mean_used, c.mean_limit, c.projection < 2 as waits,
       utc_millis(c.submitted_at) as submitted_at, c.submitted_on, c.recalculate,
       exists (select from moved_case m where m.case_no = c.case_no) as moved,
       (select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'clock', a.clock, 'rung', a.rung, 'day', a.day,
                                                     'raisedAt', utc_millis(a.raised_at)) order by a.number), '[]')
        from alarm a where a.case_no = c.case_no and a.retracted_at is null) as alarms,
       (select coalesce(jsonb_agg(to_jsonb(t) order by t.path), '[]') from step t where t.case_no = c.case_no) as steps
from case_file c
where c.case_no > $1
order by c.case_no
limit $2::int
