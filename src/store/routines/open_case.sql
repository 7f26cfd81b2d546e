-- Opens a case: its file, submission, person and steps. submittedAt and submittedOn: when it was handed in, and on
-- which day of its jurisdiction.
-- outcome: opened | repeated (the key has been used for the same request) | key-reused (for another one)
--          | other-revision (worked out under calendars that have passed)
-- receipt_salt: of the case; empty: it is from before there were any.
drop function if exists open_case(jsonb);  -- before 0022 it gave no receipt_salt
create function open_case(p jsonb, out outcome text, out case_no text, out version int, out receipt_salt text)
language plpgsql as $$
declare
    known idempotency%rowtype;
    serial int;
begin
    if p->>'key' is not null then
        -- Whoever holds the key first wins; others wait for that transaction here and then find its answer.
        perform pg_advisory_xact_lock(hashtextextended(p->>'key', 0));
        select * into known from idempotency i where i.key = p->>'key';
        if found then
            outcome := case when known.digest = p->>'digest' then 'repeated' else 'key-reused' end;
            case_no := known.case_no;
            version := known.version;
            receipt_salt := (select coalesce(c.receipt_salt::text, '') from case_file c
                             where c.case_no = known.case_no);
            return;
        end if;
    end if;
    if current_revision_for_writing() <> (p->>'revision')::int then
        outcome := 'other-revision';
        return;
    end if;
    insert into case_serial as s (prefix, year, last) values (p->>'prefix', (p->>'year')::int, 1)
        on conflict (prefix, year) do update set last = s.last + 1
        returning s.last into serial;
    case_no := (p->>'prefix') || (p->>'year') || '-' || lpad(serial::text, greatest(6, length(serial::text)), '0');
    version := 1;
    insert into case_file as c (case_no, pack_hash, process, version, state, submitted_at, revision, reaches, attention,
                                timing, manager, projection, submitted_on)
        values (open_case.case_no, p->>'packHash', p->>'process', 1, p->>'state',
                (p->>'submittedAt')::timestamptz, (p->>'revision')::int, (p->>'reaches')::date, (p->>'attention')::date,
                p->>'timing', nullif(p->>'manager', ''), 2, (p->>'submittedOn')::date)
        returning c.receipt_salt::text into receipt_salt;
    perform write_events(case_no, p->'events');
    insert into person (case_no, applicant, site) values (open_case.case_no, p->'applicant', p->'site');
    perform write_steps(case_no, p->'steps');
    if p->>'key' is not null then
        insert into idempotency (key, digest, case_no, version, at)
            values (p->>'key', p->>'digest', open_case.case_no, 1, (p->>'at')::timestamptz);
    end if;
    outcome := 'opened';
end
$$;
