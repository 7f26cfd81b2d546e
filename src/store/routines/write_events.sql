-- Appends entries to the log of a case, each with the hash over itself and the one before it.
create or replace function write_events(p_case_no text, p_events jsonb) returns void language plpgsql as $$
declare
    e jsonb;
    previous bytea;
begin
    select v.hash into previous from event v where v.case_no = p_case_no order by v.number desc limit 1;
    for e in select * from jsonb_array_elements(p_events) loop
        previous := event_hash(previous, p_case_no, (e->>'number')::int, (e->>'at')::timestamptz, (e->>'day')::date,
                               e->'entry');
        insert into event (case_no, number, at, day, entry, hash)
            values (p_case_no, (e->>'number')::int, (e->>'at')::timestamptz, (e->>'day')::date, e->'entry', previous);
    end loop;
end
$$;
