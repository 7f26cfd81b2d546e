-- What was looked for may go, with its salt; nothing else.
create or replace function keep_traces() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.words is null and new.salt is null
            and to_jsonb(new) - 'words' - 'salt' = to_jsonb(old) - 'words' - 'salt' then return new; end if;
    end if;
    raise exception 'the trace is append-only' using errcode = 'restrict_violation';
end
$$;
create or replace trigger traces_stay before update or delete on trace for each row execute function keep_traces();
create or replace trigger traces_stay_all before truncate on trace for each statement execute function keep_traces();
