-- The log and its heads are append-only.
create or replace function keep_events() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only' using errcode = 'restrict_violation';
end
$$;
create or replace trigger events_stay before update or delete on event for each row execute function keep_events();
create or replace trigger events_stay_all before truncate on event for each statement execute function keep_events();
create or replace trigger heads_stay before update or delete on head for each row execute function keep_events();
