-- What the clocks of an open case read stands beside it, so that a change of the calendar is judged without the logs: from the log
-- alone, under no calendar. Null: not worked out yet, or closed.
-- Empty: its log is damaged, and nothing can be worked out.
alter table case_file add column timing text;
create index case_file_untimed on case_file (case_no) where state = 'open' and timing is null;
update calendar_revision set revision = revision + 1;  -- every open case is worked out anew

-- Also by two signs, as Chinese names have them: a text holds another when it holds each of its neighbouring pairs, in order.
create function pairs(t text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(t, n, 2)), '{}') from generate_series(1, length(t) - 1) n
$$;
drop index person_search;
create index person_pairs on person using gin (pairs(search));

-- A step by its own name, however often it comes; and what somebody has claimed.
create index open_task_by_step on open_task (regexp_replace(regexp_replace(path, '~[0-9]+$', ''), '^.*[.]', ''), (coalesce(due, 'infinity')), case_no, path);
create index claimed_by on claimed_task (account);

-- Hand-overs could not be recorded before: of a case from then nobody knows what it owes.
alter table case_file add column owes boolean not null default true;
update case_file set owes = false;

-- Of a task: silence has answered; a permit that was granted has not been handed over in its time.
alter table alarm drop constraint rung_is_known;
alter table alarm add constraint rung_is_known check (rung in ('warning', 'due', 'breach', 'deemed', 'obligation'));

-- A head made from now on is also over its own day, number of events and moment.
alter table head add column form int not null default 1;
create function sealed_hash(previous bytea, p_after bigint, p_through bigint, day date, events int, sealed_at timestamptz) returns bytea language sql stable as $$
    select sha256(head_hash(previous, p_after, p_through) || convert_to(concat_ws(E'\n', to_char(day, 'YYYY-MM-DD'), events::text,
                  to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8'))
$$;
create or replace function seal(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last head%rowtype;
    reached bigint;
    number int;
begin
    if exists (select from head h where h.day = p_day) then return false; end if;
    perform pg_advisory_xact_lock(7205759403792793601);
    if exists (select from head h where h.day = p_day) then return false; end if;
    select * into last from head h order by h.through desc limit 1;
    select max(e.position) into reached from event e;
    if reached is null or reached = last.through then return false; end if;
    select count(*) into number from event e where e.position > coalesce(last.through, 0);
    insert into head values (reached, p_day, number, sealed_hash(last.hash, coalesce(last.through, 0), reached, p_day, number, p_now), p_now, 2);
    return true;
end
$$;

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
    case_no := (p->>'prefix') || (p->>'year') || '-' || lpad(serial::text, greatest(6, length(serial::text)), '0');
    version := 1;
    insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision, reaches, attention, timing)
        values (open_case.case_no, p->>'packHash', p->>'process', 1, p->>'state', (p->>'at')::timestamptz, (p->>'revision')::int, (p->>'reaches')::date, (p->>'attention')::date, p->>'timing');
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
                           attention = least(c.attention, (p->>'attention')::date), timing = p->>'timing'
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
        update case_file f set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date, state = coalesce(c->>'state', f.state), attention = least(f.attention, (c->>'attention')::date),
                               timing = c->>'timing'
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
create or replace function record_sweep(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    raised int := 0;
    more int;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f set version = (c->>'version')::int + jsonb_array_length(c->'events'), state = c->>'state', revision = (c->>'revision')::int,
                               reaches = (c->>'reaches')::date, attention = (c->>'attention')::date, timing = c->>'timing'
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
