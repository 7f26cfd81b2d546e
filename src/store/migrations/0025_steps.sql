-- One row for each running of a task, open and finished: lists, the board and later figures read them instead of the logs.
-- Until now the finished ones were worked out from the logs of the newest cases at every look. Cases of before are worked
-- out anew while the service runs.

alter table open_task rename to step;
alter table step rename constraint open_task_pkey to step_pkey;
alter table step drop constraint open_means_active_or_held;
alter table step
    add constraint state_of_a_step check (state in ('active', 'held', 'done', 'cancelled')),
    add column task    text,                         -- its path without numbers, "green-space.review"
    add column call    text,                         -- "green-space"; with number, id and attempt it makes up `path`
    add column number  int,
    add column id      text,
    add column attempt int,
    add column party   text not null default 'utility'
        constraint party_is_known check (party in ('utility', 'government', 'applicant', 'works')),
    add column until   date constraint finished_or_open check ((until is null) = (state in ('active', 'held'))),
    add column outcome text not null default '',
    add column clock   text,                         -- that judges it; null: none does
    add column unit    text not null default 'working-days'
        constraint unit_is_known check (unit in ('working-days', 'calendar-days')),
    add column late_by int not null default 0,       -- once it is held or finished, in that unit
    add column uncounted int not null default 0,     -- of one that runs late: days since the due day that are not its own
    add column days_left int,                        -- while it is held
    add column held_for_applicant int not null default 0,  -- working days of holds that have ended
    add column held_for_owner     int not null default 0;
update step set id = regexp_replace(regexp_replace(path, '~[0-9]+$', ''), '^.*[.]', ''),
    task = regexp_replace(regexp_replace(path, '~[0-9]+$', ''), '[.][0-9]+[.]', '.', 'g');
alter table step alter column id set not null, alter column task set not null;

-- The day from which a step is late stays when it is finished or held: there it says that it was.
comment on column step.turns_red is 'while it runs: from this day it is late; held or finished: only if it was late';

drop index open_task_by_owner, open_task_by_due, open_task_held, open_task_held_by_owner, open_task_by_step,
    open_task_held_by_step, open_task_by_yellow, open_task_by_lot;
create index step_open_by_owner on step (owner, (coalesce(due, 'infinity')), case_no, path) where until is null;
create index step_open_by_due on step ((coalesce(due, 'infinity')), case_no, path) where until is null;
create index step_open_by_id on step (id, (coalesce(due, 'infinity')), case_no, path) where until is null;
create index step_open_by_yellow on step (turns_yellow) where state = 'active';
create index step_open_by_lot on step (owner, (coalesce(due, 'infinity')), (coalesce(turns_yellow, 'infinity')), case_no, path)
    where state = 'active';
create index step_held on step ((coalesce(due, 'infinity')), case_no, path) where state = 'held';
create index step_held_by_owner on step (owner, (coalesce(due, 'infinity')), case_no, path) where state = 'held';
create index step_held_by_id on step (id, (coalesce(due, 'infinity')), case_no, path) where state = 'held';
drop statistics open_task_lights, open_task_state_of_step;
create statistics step_lights (mcv) on state, (coalesce(due, 'infinity')), turns_yellow, turns_red from step;
create statistics step_state_of_id (mcv) on state, id from step;
analyze step;

-- How long a case took that ended in power, where its process promises a mean; in days of that clock.
alter table case_file add column mean_used int, add column mean_limit int;
-- What is kept of a case to be listed by; 1: its open steps alone, from before this migration.
alter table case_file add column projection int not null default 1;

drop function write_open_tasks(text, jsonb);
update calendar_revision set revision = revision + 1;            -- every open case is worked out anew,
update case_file set recalculate = true where state <> 'open';   -- and every closed one
