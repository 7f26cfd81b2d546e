-- Appends entries to a case and writes its projections.
-- outcome: appended | repeated | key-reused | stale (version is the current one) | absent | other-revision
create or replace function append_events(p jsonb, out outcome text, out version int) language plpgsql as $$
declare
    known idempotency%rowtype;
    expected int := (p->>'expected')::int;
begin
    if p->>'key' is not null then
        perform pg_advisory_xact_lock(hashtextextended(p->>'key', 0));
        select * into known from idempotency i where i.key = p->>'key';
        if found then
            outcome := case when known.digest = p->>'digest' and known.case_no = p->>'caseNo' then 'repeated'
                            else 'key-reused' end;
            version := known.version;
            return;
        end if;
    end if;
    if expected > 0 and current_revision_for_writing() <> (p->>'revision')::int then
        outcome := 'other-revision';
        return;
    end if;
    version := expected + jsonb_array_length(p->'events');
    -- The next sweep looks at the case no later than it would have.
    update case_file c
        set version = append_events.version, state = p->>'state', revision = (p->>'revision')::int,
            reaches = (p->>'reaches')::date, attention = least(c.attention, (p->>'attention')::date),
            timing = p->>'timing', mean_used = (p->>'meanUsed')::int, mean_limit = (p->>'meanLimit')::int, projection = 2
        where c.case_no = p->>'caseNo' and c.version = expected;
    if found then
        perform write_events(p->>'caseNo', p->'events');
        perform write_steps(p->>'caseNo', p->'steps');
        if p->>'key' is not null then
            insert into idempotency (key, digest, case_no, version, at)
                values (p->>'key', p->>'digest', p->>'caseNo', append_events.version, (p->>'at')::timestamptz);
        end if;
        outcome := 'appended';
        return;
    end if;
    select c.version into version from case_file c where c.case_no = p->>'caseNo';
    outcome := case when found then 'stale' else 'absent' end;
end
$$;
