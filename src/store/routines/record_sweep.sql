-- What a sweep found: entries made by silence, alarms, and the next day to look at. A case that has changed since is
-- left. Gives how many alarms were raised.
create or replace function record_sweep(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    raised int := 0;
    more int;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f
            set version = (c->>'version')::int + jsonb_array_length(c->'events'), state = c->>'state',
                revision = (c->>'revision')::int, reaches = (c->>'reaches')::date,
                attention = (c->>'attention')::date, timing = c->>'timing',
                mean_used = (c->>'meanUsed')::int, mean_limit = (c->>'meanLimit')::int, projection = 2
            where f.case_no = c->>'caseNo' and f.version = (c->>'version')::int;
        continue when not found;
        perform write_events(c->>'caseNo', c->'events');
        perform write_steps(c->>'caseNo', c->'steps');
        insert into alarm (case_no, clock, rung, day, raised_at)
            select c->>'caseNo', a->>'clock', a->>'rung', (a->>'day')::date, (c->>'at')::timestamptz
            from jsonb_array_elements(c->'alarms') with ordinality as l(a, place) order by place
            on conflict do nothing;
        get diagnostics more = row_count;
        raised := raised + more;
    end loop;
    return raised;
end
$$;
