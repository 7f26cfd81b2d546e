-- A row of the trace takes its slot by the connection that writes, a place in it, and the hash over itself and the row
-- before it there.
create or replace function chain_trace() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
    tip trace_tip%rowtype;
begin
    select * into strict tip from trace_tip k where k.slot = pg_backend_pid() % 64 for update;
    if new.words is not null then
        new.salt := uuid_send(gen_random_uuid());
        new.seal := sha256(new.salt || new.words);
    end if;
    new.slot := tip.slot;
    new.place := tip.place + 1;
    new.hash := trace_hash(tip.hash, new);
    update trace_tip set place = new.place, hash = new.hash where slot = tip.slot;
    return new;
end
$$;
create or replace trigger traces_chained before insert on trace for each row execute function chain_trace();
