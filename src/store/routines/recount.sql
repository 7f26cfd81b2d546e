-- Counts what the board shows anew, while others go on writing: what is there and what has been counted are seen at one
-- moment, and what comes later is counted by those who write it.
create or replace function recount() returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(7205759403792793603);
    insert into step_change (pack_hash, process, owner, task, state, turns_yellow, turns_red, steps)
        select m.pack_hash, m.process, m.owner, m.task, m.state, m.turns_yellow, m.turns_red, m.there - m.counted
        from miscounted_steps() m;
    insert into case_change (state, submitted_on, cases)
        select m.state, m.submitted_on, m.there - m.counted from miscounted_cases() m;
    perform fold_counts();
end
$$;
