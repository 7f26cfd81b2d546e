-- What has changed of a case, for the board; its open steps go with it to another pack or process.
create or replace function count_case() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        insert into case_change (state, submitted_on, cases) values (old.state, old.submitted_on, -1);
    end if;
    if tg_op <> 'DELETE' then
        insert into case_change (state, submitted_on, cases) values (new.state, new.submitted_on, 1);
    end if;
    if tg_op = 'UPDATE' and (new.pack_hash, new.process) is distinct from (old.pack_hash, old.process) then
        insert into step_change (pack_hash, process, owner, task, state, turns_yellow, turns_red, steps)
            select c.pack_hash, c.process, s.owner, s.task, s.state, s.turns_yellow, s.turns_red, c.steps
            from step s,
                 (values (old.pack_hash, old.process, -1), (new.pack_hash, new.process, 1))
                     c (pack_hash, process, steps)
            where s.case_no = old.case_no and s.until is null;
    end if;
    return null;
end
$$;
create or replace trigger cases_are_counted after insert or delete on case_file
    for each row execute function count_case();
create or replace trigger changed_cases_are_counted after update on case_file for each row
    when ((new.state, new.submitted_on, new.pack_hash, new.process)
          is distinct from (old.state, old.submitted_on, old.pack_hash, old.process))
    execute function count_case();
