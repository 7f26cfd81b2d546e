-- Puts together what has changed since, so that a look at the board adds up few rows. Nobody waits for it or makes it
-- wait: it takes what is committed, and one of several goes ahead.
create or replace function fold_counts() returns void language plpgsql as $$
begin
    if not pg_try_advisory_xact_lock(7205759403792793603) then return; end if;
    with taken as (delete from step_change returning *)
    insert into step_count as k (pack_hash, process, owner, task, state, turns_yellow, turns_red, steps)
        select t.pack_hash, t.process, t.owner, t.task, t.state, t.turns_yellow, t.turns_red, sum(t.steps)
        from taken t group by 1, 2, 3, 4, 5, 6, 7 having sum(t.steps) <> 0
        on conflict on constraint one_count_of_alike_steps do update set steps = k.steps + excluded.steps;
    if found then delete from step_count where steps = 0; end if;
    with taken as (delete from case_change returning *)
    insert into case_count as k (state, submitted_on, cases)
        select t.state, t.submitted_on, sum(t.cases) from taken t group by 1, 2 having sum(t.cases) <> 0
        on conflict (state, submitted_on) do update set cases = k.cases + excluded.cases;
    if found then delete from case_count where cases = 0; end if;
end
$$;
