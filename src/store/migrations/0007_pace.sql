-- What growth showed: open tasks are written where they differ, with a plan that is kept, and each list has its index.
-- A function in SQL is planned anew at every call; this one is not.
create or replace function write_open_tasks(p_case_no text, p_tasks jsonb) returns void language plpgsql as $$
begin
    delete from open_task o where o.case_no = p_case_no
        and not exists (select from jsonb_to_recordset(p_tasks) as t(path text, owner text, state text, since date, due date, provisional boolean, "turnsYellow" date, "turnsRed" date)
                        where (t.path, t.owner, t.state, t.since, t.due, t.provisional, t."turnsYellow", t."turnsRed")
                              is not distinct from (o.path, o.owner, o.state, o.since, o.due, o.provisional, o.turns_yellow, o.turns_red));
    insert into open_task (case_no, path, owner, state, since, due, provisional, turns_yellow, turns_red)
        select p_case_no, t.* from jsonb_to_recordset(p_tasks) as t(path text, owner text, state text, since date, due date, provisional boolean, "turnsYellow" date, "turnsRed" date)
        on conflict do nothing;
end
$$;
drop index case_file_attention;
create index case_file_attention on case_file (attention, case_no) where attention is not null;
create index alarm_of_case on alarm (case_no, number);
create index case_file_closed on case_file (state, submitted_at desc, case_no desc) where state <> 'open';
create index open_task_held_by_owner on open_task (owner, (coalesce(due, 'infinity')), case_no, path) where state = 'held';
