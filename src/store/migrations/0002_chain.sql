-- The log proves itself: each event carries a hash over itself and the one before it in its case, and once a day a head is
-- made over all that came since the last. Nothing in it can be changed or taken out without breaking the chain.

alter table event add column hash bytea;
alter table event add column position bigint generated always as identity;  -- in which it came, over all cases

-- What an event's hash is made of, in one text that no setting of a session changes.
create function event_hash(previous bytea, case_no text, number int, at timestamptz, day date, entry jsonb) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || convert_to(concat_ws(E'\n', case_no, number::text,
                  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), to_char(day, 'YYYY-MM-DD'), entry::text), 'UTF8'))
$$;

do $$
declare
    e record;
    previous bytea;
begin
    for e in select * from event order by case_no, number loop
        if e.number = 1 then previous := null; end if;
        previous := event_hash(previous, e.case_no, e.number, e.at, e.day, e.entry);
        update event set hash = previous where case_no = e.case_no and number = e.number;
    end loop;
end
$$;

alter table event alter column hash set not null;
create unique index event_position on event (position);

create function keep_events() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger events_stay before update or delete on event for each row execute function keep_events();
create trigger events_stay_all before truncate on event for each statement execute function keep_events();

-- A head: over the hashes of the events that came since the last one, in their order, and over that one.
create table head (
    through   bigint      primary key,  -- position of the last event under it
    day       date        not null,     -- that was beginning when it was made
    events    int         not null,
    hash      bytea       not null,
    sealed_at timestamptz not null
);
create trigger heads_stay before update or delete on head for each row execute function keep_events();

create function head_hash(previous bytea, p_after bigint, p_through bigint) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || string_agg(e.hash, ''::bytea order by e.position))
    from event e where e.position > p_after and e.position <= p_through
$$;

-- Makes the head of a day that has begun, once. Nobody writes meanwhile, so that no position below it is still to come.
create function seal(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last head%rowtype;
    reached bigint;
begin
    if exists (select from head h where h.day = p_day) then return false; end if;
    perform pg_advisory_xact_lock(7205759403792793601);
    if exists (select from head h where h.day = p_day) then return false; end if;
    select * into last from head h order by h.through desc limit 1;
    select max(e.position) into reached from event e;
    if reached is null or reached = last.through then return false; end if;
    insert into head select reached, p_day, (select count(*) from event e where e.position > coalesce(last.through, 0)), head_hash(last.hash, coalesce(last.through, 0), reached), p_now;
    return true;
end
$$;

create or replace function write_events(p_case_no text, p_events jsonb) returns void language plpgsql as $$
declare
    e jsonb;
    previous bytea;
begin
    select v.hash into previous from event v where v.case_no = p_case_no order by v.number desc limit 1;
    for e in select * from jsonb_array_elements(p_events) loop
        previous := event_hash(previous, p_case_no, (e->>'number')::int, (e->>'at')::timestamptz, (e->>'day')::date, e->'entry');
        insert into event (case_no, number, at, day, entry, hash)
            values (p_case_no, (e->>'number')::int, (e->>'at')::timestamptz, (e->>'day')::date, e->'entry', previous);
    end loop;
end
$$;

-- As before, and the case's state with it: a projection too.
create or replace function rewrite_projections(p jsonb) returns int language plpgsql as $$
declare
    c jsonb;
    written int := 0;
begin
    for c in select * from jsonb_array_elements(p) loop
        update case_file f set revision = (c->>'revision')::int, reaches = (c->>'reaches')::date, state = coalesce(c->>'state', f.state)
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
