-- The record: cases, their events, and what lists need to find them.
-- The event log is the truth; open_task is a projection of it and can be made anew at any time.

create table setting (
    name  text  primary key,
    value bytea not null
);

-- Every pack a case rests on, whole, so that its events can be replayed for ever.
create table pack (
    hash        text        primary key,
    id          text        not null constraint one_content_per_pack_id unique,
    files       jsonb       not null,
    recorded_at timestamptz not null
);

create table case_serial (
    prefix text not null,
    year   int  not null,
    last   int  not null,
    primary key (prefix, year)
);

create table case_file (
    case_no      text        primary key,
    pack_hash    text        not null references pack,
    process      text        not null,
    version      int         not null constraint version_counts_events check (version >= 1),
    state        text        not null constraint state_is_known check (state in ('open', 'energized', 'refused', 'withdrawn')),
    submitted_at timestamptz not null,
    revision     int         not null,  -- of the calendars, under which its open tasks were worked out
    reaches      date                   -- the last day that any of its clocks looks at; null for as far as time goes (a held clock)
);
create index case_file_outdated on case_file (revision, case_no) where state = 'open';
create index case_file_reach on case_file (coalesce(reaches, 'infinity')) where state = 'open';
create index case_file_newest on case_file (submitted_at desc, case_no desc);

-- Two times: at, when it was entered; the entry's own effective day, when it really happened, lies inside `entry`.
create table event (
    case_no text        not null references case_file,
    number  int         not null constraint numbered_from_one check (number >= 1),
    at      timestamptz not null,
    day     date        not null,
    entry   jsonb       not null,
    primary key (case_no, number)
);

-- Personal data stand apart, so that they can be erased and the log stays whole.
create table person (
    case_no   text  primary key references case_file,
    applicant jsonb not null,
    site      jsonb not null
);

-- Projection: the tasks that are open, with the days on which their light turns.
create table open_task (
    case_no      text not null references case_file,
    path         text not null,
    owner        text not null,
    state        text not null constraint open_means_active_or_held check (state in ('active', 'held')),
    since        date not null,
    due          date,
    provisional  boolean not null,
    turns_yellow date,
    turns_red    date,
    primary key (case_no, path)
);
create index open_task_by_owner on open_task (owner, (coalesce(due, 'infinity')), case_no, path);
create index open_task_by_due on open_task ((coalesce(due, 'infinity')), case_no, path);

-- One effect per key, and the same answer every time.
create table idempotency (
    key     text        primary key,
    digest  text        not null,
    case_no text        not null references case_file,
    version int         not null,
    at      timestamptz not null
);

create function write_events(p_case_no text, p_events jsonb) returns void language sql as $$
    insert into event (case_no, number, at, day, entry)
    select p_case_no, (e->>'number')::int, (e->>'at')::timestamptz, (e->>'day')::date, e->'entry'
    from jsonb_array_elements(p_events) e
$$;

create function write_open_tasks(p_case_no text, p_tasks jsonb) returns void language sql as $$
    delete from open_task where case_no = p_case_no;
    insert into open_task (case_no, path, owner, state, since, due, provisional, turns_yellow, turns_red)
    select p_case_no, t->>'path', t->>'owner', t->>'state', (t->>'since')::date, (t->>'due')::date, (t->>'provisional')::boolean,
           (t->>'turnsYellow')::date, (t->>'turnsRed')::date
    from jsonb_array_elements(p_tasks) t
$$;

-- The revision of the calendars that everything was worked out under. Committing an edition bumps it; rows worked out under
-- an older one say so until they have been worked out anew.
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

-- outcome: opened | repeated (the key has been used for the same request) | key-reused (for another one)
--          | other-revision (worked out under calendars that have passed)
create function open_case(p jsonb, out outcome text, out case_no text, out version int) language plpgsql as $$
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

-- outcome: appended | repeated | key-reused | stale (version is the current one) | absent | other-revision
create function append_events(p jsonb, out outcome text, out version int) language plpgsql as $$
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
    select c.version into version from case_file c where c.case_no = p->>'caseNo';
    outcome := case when found then 'stale' else 'absent' end;
end
$$;
