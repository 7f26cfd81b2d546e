-- What a statement has changed of open steps, for the board.
create or replace function count_steps() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        insert into step_change (pack_hash, process, owner, task, state, turns_yellow, turns_red, steps)
            select c.pack_hash, c.process, s.owner, s.task, s.state, s.turns_yellow, s.turns_red, -1
            from gone s join case_file c using (case_no) where s.until is null;
    end if;
    if tg_op <> 'DELETE' then
        insert into step_change (pack_hash, process, owner, task, state, turns_yellow, turns_red, steps)
            select c.pack_hash, c.process, s.owner, s.task, s.state, s.turns_yellow, s.turns_red, 1
            from fresh s join case_file c using (case_no) where s.until is null;
    end if;
    return null;
end
$$;
create or replace trigger inserted_steps_are_counted after insert on step
    referencing new table as fresh for each statement execute function count_steps();
create or replace trigger updated_steps_are_counted after update on step
    referencing old table as gone new table as fresh for each statement execute function count_steps();
create or replace trigger deleted_steps_are_counted after delete on step
    referencing old table as gone for each statement execute function count_steps();
