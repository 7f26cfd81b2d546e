-- What is sent out: every entry and every alarm, to whoever subscribed to its kind. The rows follow the log by triggers, so
-- that whatever writes an entry or an alarm has it sent; what is said is made of the log when it is sent.
-- And an alarm may be retracted, when an entry it rested on has been taken back; the rung may then be raised again.

alter table alarm drop constraint alarm_pkey;
alter table alarm add column retracted_at timestamptz;
alter table alarm add primary key (number);
alter table alarm drop constraint alarm_number_key;
create unique index alarm_once on alarm (case_no, clock, rung) where retracted_at is null;

create table subscriber (
    name   text        primary key constraint name_is_plain check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    url    text        not null,  -- http(s):// or mailto:
    secret bytea       not null,  -- its messages are signed with
    kinds  text[]      not null constraint kinds_are_known check (kinds <@ array['entry', 'alarm', 'retraction'] and kinds <> '{}'),
    since  timestamptz not null
);

-- waiting: to be sent at next_at (while one is on its way, when it would be taken for lost) · delivered · dead: given up.
create table delivery (
    number     bigint      generated always as identity primary key,
    subscriber text        not null references subscriber on delete cascade,
    kind       text        not null,
    case_no    text        not null references case_file,
    item       bigint      not null,  -- the entry's number in its case, or the alarm's
    state      text        not null default 'waiting' constraint state_is_known check (state in ('waiting', 'delivered', 'dead')),
    attempts   int         not null default 0,
    next_at    timestamptz not null,
    fault      text                   -- why the last attempt failed
);
create index delivery_waiting on delivery (subscriber, next_at, number) where state = 'waiting';
create index delivery_of_dead on delivery (subscriber, number) where state = 'dead';

create function send_entries() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'entry', n.case_no, n.number, n.at from subscriber s join fresh n on 'entry' = any (s.kinds) order by n.position;
    return null;
end
$$;
create trigger entries_go_out after insert on event referencing new table as fresh for each statement execute function send_entries();

create function send_alarms() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'alarm', n.case_no, n.number, n.raised_at from subscriber s join fresh n on 'alarm' = any (s.kinds) order by n.number;
    return null;
end
$$;
create trigger alarms_go_out after insert on alarm referencing new table as fresh for each statement execute function send_alarms();

create function retract_alarms(p_numbers jsonb, p_at timestamptz) returns void language sql as $$
    with taken as (
        update alarm a set retracted_at = p_at from jsonb_array_elements_text(p_numbers) n where a.number = n::bigint and a.retracted_at is null
        returning a.number, a.case_no
    )
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'retraction', t.case_no, t.number, p_at from subscriber s join taken t on 'retraction' = any (s.kinds) order by t.number
$$;
