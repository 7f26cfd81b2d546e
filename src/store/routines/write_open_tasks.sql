-- Writes the open tasks of a case where they differ. A function in SQL is planned anew at every call; this one is not.
create or replace function write_open_tasks(p_case_no text, p_tasks jsonb) returns void language plpgsql as $$
begin
    delete from open_task o where o.case_no = p_case_no
        and not exists (
            select from jsonb_to_recordset(p_tasks)
                as t(path text, owner text, state text, since date, due date, provisional boolean,
                     "turnsYellow" date, "turnsRed" date)
            where (t.path, t.owner, t.state, t.since, t.due, t.provisional, t."turnsYellow", t."turnsRed")
                  is not distinct from
                  (o.path, o.owner, o.state, o.since, o.due, o.provisional, o.turns_yellow, o.turns_red));
    insert into open_task (case_no, path, owner, state, since, due, provisional, turns_yellow, turns_red)
        select p_case_no, t.*
        from jsonb_to_recordset(p_tasks)
            as t(path text, owner text, state text, since date, due date, provisional boolean,
                 "turnsYellow" date, "turnsRed" date)
        on conflict do nothing;
end
$$;
