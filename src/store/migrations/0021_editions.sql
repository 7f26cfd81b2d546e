-- An edition can be taken back, and stays in the record with both moments. A case that it had moved is moved back,
-- which is a move of its own. And an edition works closed cases out anew that ran on the days it changes.

alter table calendar_edition
    add column withdrawn_at timestamptz,
    add column withdrawn_by text,
    add column withdrawn_revision int unique,
    add constraint withdrawn_whole_or_not check ((withdrawn_at is null) = (withdrawn_revision is null)),
    drop constraint calendar_edition_pkey,
    drop constraint calendar_edition_revision_key,
    add primary key (revision);
create unique index edition_in_force on calendar_edition (id) where withdrawn_at is null;

-- An edition that came again under the same id moves a case again.
alter table moved_case
    add column number bigint generated always as identity,
    add column withdrawn boolean not null default false,
    drop constraint moved_case_pkey;
alter table moved_case add primary key (case_no, number);

alter table case_file add column recalculate boolean not null default false;
create index case_file_to_recalculate on case_file (case_no) where recalculate;
create index case_file_closed_reach on case_file (coalesce(reaches, 'infinity')) where state <> 'open';

-- What was entered or raised since a moment: both grow in time, so that a few summaries find it.
create index event_at on event using brin (at);
create index alarm_raised_at on alarm using brin (raised_at);

create function nobody_writes_meanwhile() returns void language sql as $$
    select pg_advisory_xact_lock(7205759403792793601)
$$;

-- What an edition that comes or goes means for closed cases: those that ran on days from p.first to p.last are worked
-- out anew, and the sweep looks for itself at what any of them owes.
create function look_at_closed(p jsonb) returns void language sql as $$
    update case_file set recalculate = true
        where state <> 'open' and coalesce(reaches, 'infinity') >= (p->>'first')::date
            and submitted_at < ((p->>'last')::date + 2)::timestamptz;
    update case_file set attention = submitted_at::date where state <> 'open' and attention is not null
$$;

-- outcome: imported | known (an edition of that id is in force) | outdated (previewed under another revision)
create or replace function import_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
begin
    perform nobody_writes_meanwhile();
    if exists (select from calendar_edition e where e.id = p->>'id' and e.withdrawn_at is null) then
        outcome := 'known';
        return;
    end if;
    update calendar_revision set revision = revision + 1 where revision = (p->>'revision')::int
        returning revision into new_revision;
    if not found then
        outcome := 'outdated';
        return;
    end if;
    insert into calendar_edition (id, region, content, imported_at, revision)
        values (p->>'id', p->>'region', p->>'content', (p->>'at')::timestamptz, new_revision);
    perform look_at_closed(p);
    outcome := 'imported';
end
$$;

-- outcome: withdrawn | absent (no edition of that id is in force) | outdated
create function withdraw_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
begin
    perform nobody_writes_meanwhile();
    if not exists (select from calendar_edition e where e.id = p->>'id' and e.withdrawn_at is null) then
        outcome := 'absent';
        return;
    end if;
    update calendar_revision set revision = revision + 1 where revision = (p->>'revision')::int
        returning revision into new_revision;
    if not found then
        outcome := 'outdated';
        return;
    end if;
    update calendar_edition e
        set withdrawn_at = (p->>'at')::timestamptz, withdrawn_by = p->>'by', withdrawn_revision = new_revision
        where e.id = p->>'id' and e.withdrawn_at is null;
    perform look_at_closed(p);
    outcome := 'withdrawn';
end
$$;

create or replace function rewrite_projections(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    written int := 0;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f
            set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date,
                state = coalesce(c->>'state', f.state), attention = least(f.attention, (c->>'attention')::date),
                timing = c->>'timing', recalculate = false
            where f.case_no = c->>'caseNo' and f.version = (c->>'version')::int;
        continue when not found;
        perform write_open_tasks(c->>'caseNo', c->'openTasks');
        insert into moved_case (edition, case_no, clock, due_before, due_after, at, withdrawn)
            select m->>'edition', c->>'caseNo', m->>'clock', (m->>'before')::date, (m->>'after')::date,
                   (c->>'at')::timestamptz, coalesce((m->>'withdrawn')::boolean, false)
            from jsonb_array_elements(c->'moved') m;
        written := written + 1;
    end loop;
    return written;
end
$$;
