-- What was handed over stays as it was written; the recipient alone can be erased.
create or replace function keep_handed_over() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.recipient = '' and (to_jsonb(new) - 'recipient') = (to_jsonb(old) - 'recipient') then return new; end if;
    end if;
    raise exception 'what was handed over is append-only' using errcode = 'restrict_violation';
end
$$;
create or replace trigger handed_over_stays before update or delete on handed_over
    for each row execute function keep_handed_over();
create or replace trigger handed_over_stays_all before truncate on handed_over
    for each statement execute function keep_handed_over();
