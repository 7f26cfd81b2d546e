-- Two at once: a void and a sweep, a subscriber that goes and an entry that is sent to him; and what a new edition means for closed cases.

-- A void of a case that a sweep raises an alarm for at the same moment would leave that alarm standing. $3 the last one it knew of.
create function take_back(p jsonb, p_retracted jsonb, p_last_alarm bigint, out outcome text, out version int) language plpgsql as $$
begin
    select o.outcome, o.version into outcome, version from append_events(p) o;
    if outcome = 'appended' then
        if exists (select from alarm a where a.case_no = p->>'caseNo' and a.number > p_last_alarm) then raise exception using errcode = 'BD001'; end if;
        perform retract_alarms(p_retracted, (p->>'at')::timestamptz);
    end if;
exception when sqlstate 'BD001' then  -- and nothing has been appended
    outcome := 'overtaken';
end
$$;

-- A subscriber that is being removed gets nothing more; without the lock the entry would be refused for his sake.
create or replace function send_entries() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'entry', n.case_no, n.number, n.at from subscriber s join fresh n on 'entry' = any (s.kinds) order by n.position for key share of s;
    return null;
end
$$;
create or replace function send_alarms() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'alarm', n.case_no, n.number, n.raised_at from subscriber s join fresh n on 'alarm' = any (s.kinds) order by n.number for key share of s;
    return null;
end
$$;
create or replace function retract_alarms(p_numbers jsonb, p_at timestamptz) returns void language sql as $$
    with taken as (
        update alarm a set retracted_at = p_at from jsonb_array_elements_text(p_numbers) n where a.number = n::bigint and a.retracted_at is null
        returning a.number, a.case_no
    )
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'retraction', t.case_no, t.number, p_at from subscriber s join taken t on 'retraction' = any (s.kinds) order by t.number for key share of s
$$;
-- All messages of one, to be removed with him; those that were given up among them.
create index delivery_of_subscriber on delivery (subscriber, state, number);
drop index delivery_of_dead;

-- A closed case is not worked out anew, but what it owes may be due earlier: the sweep looks for itself.
create or replace function import_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
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
    update case_file set attention = submitted_at::date where state <> 'open' and attention is not null;
    outcome := 'imported';
end
$$;
