-- Editions imported while the service runs, and the revision of the calendars that everything was worked out under.
-- Committing an edition bumps the revision; rows worked out under an older one say so until they have been worked out anew.

create table calendar_revision (
    one      boolean primary key default true constraint only_one_row check (one),
    revision int     not null,
    digest   text    not null  -- of the edition files the program ships; another one bumps the revision as well
);
insert into calendar_revision (revision, digest) values (0, '');

create table calendar_edition (
    id          text        primary key,
    region      text        not null,
    content     text        not null,
    imported_at timestamptz not null,
    revision    int         not null unique
);

-- reaches: the last day that any clock of the case looks at; null for as far as time goes (a held clock).
alter table case_file add column revision int not null default 0, add column reaches date;
create index case_file_outdated on case_file (revision, case_no) where state = 'open';
create index case_file_reach on case_file (coalesce(reaches, 'infinity')) where state = 'open';

create table moved_case (
    edition text        not null,
    case_no text        not null references case_file,
    clock   text        not null,
    due_before date,
    due_after  date,
    at      timestamptz not null,
    primary key (case_no, edition, clock)
);

-- Writers hold this lock shared, an import alone: no row is written under a revision that has passed.
create function current_revision_for_writing() returns int language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(7205759403792793601);
    return (select revision from calendar_revision);
end
$$;

-- outcome: imported | known (an edition of that id is there) | outdated (previewed under another revision)
create function import_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
begin
    perform pg_advisory_xact_lock(7205759403792793601);
    if exists (select from calendar_edition e where e.id = p->>'id') then
        outcome := 'known';
        return;
    end if;
    update calendar_revision set revision = revision + 1 where revision = (p->>'revision')::int returning revision into new_revision;
    if not found then
        outcome := 'outdated';
        return;
    end if;
    insert into calendar_edition values (p->>'id', p->>'region', p->>'content', (p->>'at')::timestamptz, new_revision);
    outcome := 'imported';
end
$$;

-- Worked out anew: the open tasks of cases whose version has not changed meanwhile, and what has moved.
create function rewrite_projections(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    written int := 0;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date
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

-- As before, and guarded by the revision too. outcome: … | other-revision
create or replace function open_case(p jsonb, out outcome text, out case_no text, out version int) language plpgsql as $$
declare
    known idempotency%rowtype;
    serial int;
begin
    if p->>'key' is not null then
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
    insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision, reaches)
        values (open_case.case_no, p->>'packHash', p->>'process', 1, p->>'state', (p->>'at')::timestamptz, (p->>'revision')::int, (p->>'reaches')::date);
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
    if expected > 0 and current_revision_for_writing() <> (p->>'revision')::int then
        outcome := 'other-revision';
        return;
    end if;
    version := expected + jsonb_array_length(p->'events');
    update case_file c set version = append_events.version, state = p->>'state', revision = (p->>'revision')::int, reaches = (p->>'reaches')::date
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
    select * into known from idempotency i where i.key = p->>'key';
    if found then
        outcome := case when known.digest = p->>'digest' and known.case_no = p->>'caseNo' then 'repeated' else 'key-reused' end;
        version := known.version;
        return;
    end if;
    select c.version into version from case_file c where c.case_no = p->>'caseNo';
    outcome := case when found then 'stale' else 'absent' end;
end
$$;
