-- What was sealed of before stays; a salt may go.
create or replace function keep_earlier() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.salt is null and to_jsonb(new) - 'salt' = to_jsonb(old) - 'salt' then return new; end if;
    end if;
    raise exception 'what was sealed is append-only' using errcode = 'restrict_violation';
end
$$;
create or replace trigger earlier_stays before update or delete on sealed_earlier
    for each row execute function keep_earlier();
create or replace trigger earlier_stays_all before truncate on sealed_earlier
    for each statement execute function keep_earlier();
