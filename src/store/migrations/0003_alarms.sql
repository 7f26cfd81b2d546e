-- Alarms: what a clock has called attention to, once for each rung. Cases carry the next day on which one may be due, so
-- that a sweep is one index scan; it looks for itself whether there is anything to raise.

alter table case_file add column attention date;
update case_file set attention = submitted_at::date where state = 'open';
create index case_file_attention on case_file (attention) where attention is not null;

create table alarm (
    number    bigint      generated always as identity unique,  -- in the order they were raised
    case_no   text        not null references case_file,
    clock     text        not null,
    rung      text        not null constraint rung_is_known check (rung in ('warning', 'due', 'breach')),
    day       date        not null,  -- from which it holds
    raised_at timestamptz not null,
    primary key (case_no, clock, rung)
);

-- As before; and whoever writes a case lets the next sweep look at it no later than it would have.
create or replace function open_case(p jsonb, out outcome text, out case_no text, out version int) language plpgsql as $$
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
    case_no := (p->>'prefix') || (p->>'year') || '-' || lpad(serial::text, 6, '0');
    version := 1;
    insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision, reaches, attention)
        values (open_case.case_no, p->>'packHash', p->>'process', 1, p->>'state', (p->>'at')::timestamptz, (p->>'revision')::int, (p->>'reaches')::date, (p->>'attention')::date);
    perform write_events(case_no, p->'events');
    insert into person values (case_no, p->'applicant', p->'site');
    perform write_open_tasks(case_no, p->'openTasks');
    if p->>'key' is not null then
        insert into idempotency values (p->>'key', p->>'digest', case_no, 1, (p->>'at')::timestamptz);
    end if;
    outcome := 'opened';
end
$$;

create or replace function append_events(p jsonb, out outcome text, out version int) language plpgsql as $$
declare
    known idempotency%rowtype;
    expected int := (p->>'expected')::int;
begin
    if p->>'key' is not null then
        perform pg_advisory_xact_lock(hashtextextended(p->>'key', 0));
        select * into known from idempotency i where i.key = p->>'key';
        if found then
            outcome := case when known.digest = p->>'digest' and known.case_no = p->>'caseNo' then 'repeated' else 'key-reused' end;
            version := known.version;
            return;
        end if;
    end if;
    if expected > 0 and current_revision_for_writing() <> (p->>'revision')::int then
        outcome := 'other-revision';
        return;
    end if;
    version := expected + jsonb_array_length(p->'events');
    update case_file c set version = append_events.version, state = p->>'state', revision = (p->>'revision')::int, reaches = (p->>'reaches')::date,
                           attention = least(c.attention, (p->>'attention')::date)
        where c.case_no = p->>'caseNo' and c.version = expected;
    if found then
        perform write_events(p->>'caseNo', p->'events');
        perform write_open_tasks(p->>'caseNo', p->'openTasks');
        if p->>'key' is not null then
            insert into idempotency values (p->>'key', p->>'digest', p->>'caseNo', version, (p->>'at')::timestamptz);
        end if;
        outcome := 'appended';
        return;
    end if;
    select c.version into version from case_file c where c.case_no = p->>'caseNo';
    outcome := case when found then 'stale' else 'absent' end;
end
$$;

create or replace function rewrite_projections(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    written int := 0;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date, state = coalesce(c->>'state', f.state), attention = least(f.attention, (c->>'attention')::date)
            where f.case_no = c->>'caseNo' and f.version = (c->>'version')::int;
        continue when not found;
        perform write_open_tasks(c->>'caseNo', c->'openTasks');
        insert into moved_case (edition, case_no, clock, due_before, due_after, at)
            select m->>'edition', c->>'caseNo', m->>'clock', (m->>'before')::date, (m->>'after')::date, (c->>'at')::timestamptz
            from jsonb_array_elements(c->'moved') m
            on conflict do nothing;
        written := written + 1;
    end loop;
    return written;
end
$$;

-- What a sweep found: entries made by silence, alarms, and the next day to look at. A case that has changed since is left.
create function record_sweep(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    raised int := 0;
    more int;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f set version = (c->>'version')::int + jsonb_array_length(c->'events'), state = c->>'state', revision = (c->>'revision')::int,
                               reaches = (c->>'reaches')::date, attention = (c->>'attention')::date
            where f.case_no = c->>'caseNo' and f.version = (c->>'version')::int;
        continue when not found;
        perform write_events(c->>'caseNo', c->'events');
        perform write_open_tasks(c->>'caseNo', c->'openTasks');
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
