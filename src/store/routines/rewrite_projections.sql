-- Worked out anew: what lists show of cases whose version has not changed meanwhile, and what has moved. Gives how many
-- were written.
create or replace function rewrite_projections(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    written int := 0;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f
            set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date,
                state = coalesce(c->>'state', f.state), attention = least(f.attention, (c->>'attention')::date),
                timing = c->>'timing', recalculate = false,
                mean_used = (c->>'meanUsed')::int, mean_limit = (c->>'meanLimit')::int, projection = 2
            where f.case_no = c->>'caseNo' and f.version = (c->>'version')::int;
        continue when not found;
        perform write_steps(c->>'caseNo', c->'steps');
        insert into moved_case (edition, case_no, clock, due_before, due_after, at, withdrawn)
            select m->>'edition', c->>'caseNo', m->>'clock', (m->>'before')::date, (m->>'after')::date,
                   (c->>'at')::timestamptz, coalesce((m->>'withdrawn')::boolean, false)
            from jsonb_array_elements(c->'moved') m;
        written := written + 1;
    end loop;
    return written;
end
$$;
