-- Writes the steps of a case where they differ. A function in SQL is planned anew at every call; this one is not.
create or replace function write_steps(p_case_no text, p_steps jsonb) returns void language plpgsql as $$
begin
    delete from step s where s.case_no = p_case_no
        and not exists (
            select from steps_in(p_steps) t
            where (t.path, t.owner, t.party, t.state, t.since, t.until, t.outcome, t.clock, t.unit, t.due, t.provisional,
                   t.turns_yellow, t.turns_red, t.late_by, t.uncounted, t.days_left, t.held_for_applicant,
                   t.held_for_owner)
                  is not distinct from
                  (s.path, s.owner, s.party, s.state, s.since, s.until, s.outcome, s.clock, s.unit, s.due, s.provisional,
                   s.turns_yellow, s.turns_red, s.late_by, s.uncounted, s.days_left, s.held_for_applicant,
                   s.held_for_owner));
    insert into step (case_no, path, task, call, number, id, attempt, owner, party, state, since, until, outcome, clock, unit,
                      due, provisional, turns_yellow, turns_red, late_by, uncounted, days_left, held_for_applicant,
                      held_for_owner)
        select p_case_no, t.path, t.task, t.call, t.number, t.id, t.attempt, t.owner, t.party, t.state, t.since, t.until,
               t.outcome, t.clock, t.unit, t.due, t.provisional, t.turns_yellow, t.turns_red, t.late_by, t.uncounted,
               t.days_left, t.held_for_applicant, t.held_for_owner
        from steps_in(p_steps) t
        on conflict do nothing;
end
$$;
