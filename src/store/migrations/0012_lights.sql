-- Lists narrowed to what hardly any step is: found by what it is, not by walking past everything that it is not.
create index open_task_held_by_step on open_task (regexp_replace(regexp_replace(path, '~[0-9]+$', ''), '^.*[.]', ''), (coalesce(due, 'infinity')), case_no, path) where state = 'held';
create index open_task_by_yellow on open_task (turns_yellow) where state <> 'held';
-- Some steps are never held, others often: the planner is to know which.
create statistics open_task_state_of_step (mcv) on state, (regexp_replace(regexp_replace(path, '~[0-9]+$', ''), '^.*[.]', '')) from open_task;
analyze open_task;
