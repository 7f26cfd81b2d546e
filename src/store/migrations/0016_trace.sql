-- The trace proves itself, as the log does; tokens have a name and what they are for; a note is its department's.

-- ---- Tokens: named, so that one of several can be told and taken back; bounded to what their program needs.
alter table session add column name text constraint token_name_is_plain check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$');
alter table session add column scopes text[]  -- null: whatever the account may
    constraint scopes_are_known check (scopes <@ array['read', 'open', 'act', 'pay'] and cardinality(scopes) > 0);
update session s set name = 'token-' || n.place
    from (select hash, row_number() over (partition by account order by begun, hash) as place
          from session where kind = 'token') n
    where s.hash = n.hash;
alter table session add constraint token_has_a_name check ((kind = 'token') = (name is not null));
create unique index session_token on session (account, name) where kind = 'token';

-- ---- Notes: an officer's are of her department alone; the desk's, of those who see cases whole, are for all of these.
alter table note add column department text not null default '';  -- whose alone it is; empty: the desk's
update note n set department = a.department
    from account a
    where a.name = n.account and a.department <> '*' and a.roles && array['permit-officer', 'integration']
      and not a.roles && array['window', 'supervisor', 'engineer'];

-- ---- The trace. Each row carries a hash over itself and the one before it in its slot. Writers take a slot by the
-- connection they have, so that they wait for each other seldom; a tip says how each slot's chain ends, so that a row
-- missing there shows too.
alter table trace add column slot smallint, add column place bigint, add column hash bytea;

-- A search keeps what was looked for as a keyed hash, which goes when it is no longer needed. The chain holds only its
-- seal, which says nothing once the salt has gone with it.
alter table trace add column words bytea, add column salt bytea, add column seal bytea;

create function trace_hash(previous bytea, t trace) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(
        t.slot, t.place, t.number, to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        t.account, t.source, t.what, t.case_no, encode(t.seal, 'hex'))::text, 'UTF8'))
$$;

create table trace_tip (
    slot  smallint primary key,
    place bigint   not null,  -- of the last row; 0: there is none
    hash  bytea
) with (fillfactor = 20);
insert into trace_tip select n, 0, null from generate_series(0, 63) n;

do $$
declare
    t trace%rowtype;
    previous bytea;
    places bigint := 0;
begin
    alter table trace disable trigger traces_stay;
    for t in select * from trace order by number loop
        places := places + 1;
        t.slot := 0;
        t.place := places;
        previous := trace_hash(previous, t);
        update trace set slot = 0, place = places, hash = previous where number = t.number;
    end loop;
    update trace_tip set place = places, hash = previous where slot = 0;
end
$$;
alter table trace enable trigger traces_stay;
alter table trace alter column slot set not null, alter column place set not null, alter column hash set not null;
create unique index trace_chain on trace (slot, place);
create index trace_of_account on trace (account, number);
create index trace_by_time on trace using brin (at);

create function chain_trace() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
    tip trace_tip%rowtype;
begin
    select * into strict tip from trace_tip k where k.slot = pg_backend_pid() % 64 for update;
    if new.words is not null then
        new.salt := uuid_send(gen_random_uuid());
        new.seal := sha256(new.salt || new.words);
    end if;
    new.slot := tip.slot;
    new.place := tip.place + 1;
    new.hash := trace_hash(tip.hash, new);
    update trace_tip set place = new.place, hash = new.hash where slot = tip.slot;
    return new;
end
$$;
create trigger traces_chained before insert on trace for each row execute function chain_trace();

-- What was looked for may go, with its salt; nothing else.
create or replace function keep_traces() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.words is null and new.salt is null
            and to_jsonb(new) - 'words' - 'salt' = to_jsonb(old) - 'words' - 'salt' then return new; end if;
    end if;
    raise exception 'the trace is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger traces_stay_all before truncate on trace for each statement execute function keep_traces();

-- For the service, which may not change the trace: never what is younger than half a year, by the trace's own time.
create function forget_searches(p_before timestamptz) returns bigint language plpgsql
security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    update trace t set words = null, salt = null
        where t.words is not null
          and t.at < least(p_before, (select l.at from trace l order by l.number desc limit 1) - interval '180 days');
    get diagnostics gone = row_count;
    return gone;
end
$$;
create index trace_searched on trace (at) where words is not null;

-- A head: over how all slots' chains ended as a day began, and over the head before.
create table trace_head (
    number    int         primary key,
    day       date        not null unique,  -- that was beginning when it was made
    tips      jsonb       not null,         -- of each slot that has rows: its last place, and that row's hash
    hash      bytea       not null,
    sealed_at timestamptz not null
);
create function keep_trace_heads() returns trigger language plpgsql as $$
begin
    raise exception 'the trace is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger trace_heads_stay before update or delete on trace_head for each row execute function keep_trace_heads();
create trigger trace_heads_stay_all before truncate on trace_head
    for each statement execute function keep_trace_heads();

create function trace_head_hash(previous bytea, h trace_head) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(h.number, h.day, h.tips,
                  to_char(h.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))
$$;

-- Makes the head of a day that has begun, once. Nobody waits for it: a chain commits to all before its end.
create function seal_trace(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last trace_head%rowtype;
    h trace_head%rowtype;
begin
    if exists (select from trace_head t where t.day = p_day) then return false; end if;
    perform pg_advisory_xact_lock(7205759403792793602);
    if exists (select from trace_head t where t.day = p_day) then return false; end if;
    select * into last from trace_head t order by t.number desc limit 1;
    select coalesce(last.number, 0) + 1, p_day,
           jsonb_object_agg(k.slot, jsonb_build_array(k.place, encode(k.hash, 'hex'))), null, p_now
        into h from trace_tip k where k.place > 0;
    if h.tips is null or h.tips = last.tips then return false; end if;
    h.hash := trace_head_hash(last.hash, h);
    insert into trace_head select h.*;
    return true;
end
$$;
