-- Lists that stay quick among a million cases, whoever asks for whichever light.

-- Green steps are found without walking past the yellow ones that are due before them (sql/green_tasks.sql).
create index open_task_by_lot on open_task (owner, (coalesce(due, 'infinity')), (coalesce(turns_yellow, 'infinity')), case_no, path) where state <> 'held';
-- A light turns on days that hang together with the due day: the planner is to know how many are of a light.
create statistics open_task_lights (mcv) on state, (coalesce(due, 'infinity')), turns_yellow, turns_red from open_task;

-- A manager's cases, and nobody's, the newest first; those that are closed as well.
drop index case_file_manager;
create index case_file_manager on case_file (manager, submitted_at desc, case_no desc);

-- Two neighbouring digits are in nearly every text: of numbers, four in a row as well.
create function grams(t text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct gram), '{}') from (
        select substr(t, n, 2) from generate_series(1, length(t) - 1) n
        union all
        select substr(t, n, 4) from generate_series(1, length(t) - 3) n where substr(t, n, 4) ~ '^[0-9]{4}$') p (gram)
$$;
drop index person_pairs;
drop function pairs(text);
create index person_grams on person using gin (grams(search));
analyze open_task, case_file, person;
