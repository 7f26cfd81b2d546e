-- Steps as the program sends them, by column; what a step has not is left out of them.
create or replace function steps_in(p_steps jsonb)
returns table (path text, task text, call text, number int, id text, attempt int, owner text, party text, state text,
               since date, until date, outcome text, clock text, unit text, due date, provisional boolean, turns_yellow date,
               turns_red date, late_by int, uncounted int, days_left int, held_for_applicant int, held_for_owner int)
language sql immutable parallel safe as $$
    select s.path, s.task, s.call, s.number, s.id, coalesce(s.attempt, 1), s.owner, s.party, s.state, s.since, s.until,
           coalesce(s.outcome, ''), s.clock, coalesce(s.unit, 'working-days'), s.due, coalesce(s.provisional, false),
           s."turnsYellow", s."turnsRed", coalesce(s."lateBy", 0), coalesce(s.uncounted, 0), s."daysLeft",
           coalesce(s."heldForApplicant", 0), coalesce(s."heldForOwner", 0)
    from jsonb_to_recordset(p_steps)
        as s(path text, task text, call text, number int, id text, attempt int, owner text, party text, state text,
             since date, until date, outcome text, clock text, unit text, due date, provisional boolean, "turnsYellow" date,
             "turnsRed" date, "lateBy" int, uncounted int, "daysLeft" int, "heldForApplicant" int, "heldForOwner" int)
$$;
