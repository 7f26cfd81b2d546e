-- The desk's day: who is known at a place, so that what somebody else tries from there does not keep him out.
alter table failed_sign_in add column was_in timestamptz;  -- when the account last signed in from there

-- A case that was under way before it was entered is as old as it is. Noon is the same day in every zone that we know of.
create function backdate_case(p_case_no text, p_day date, p_time_zone text) returns void language sql as $$
    update case_file set submitted_at = (p_day + time '12:00') at time zone p_time_zone where case_no = p_case_no
$$;

-- Results that were handed over 出件: to whom, how and when. It stays as it was written; the recipient alone can be erased.
create table handed_over (
    number    bigint      generated always as identity primary key,
    case_no   text        not null references case_file,
    task      text        not null,  -- path of the one that gave the result
    recipient text        not null,
    how       text        not null constraint way_is_known check (how in ('in-person', 'post')),
    on_day    date        not null,
    account   text        not null,
    key       text        not null unique,  -- of the request: it is kept once
    at        timestamptz not null
);
create index handed_over_of_case on handed_over (case_no, number);

create function keep_handed_over() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.recipient = '' and (to_jsonb(new) - 'recipient') = (to_jsonb(old) - 'recipient') then return new; end if;
    end if;
    raise exception 'what was handed over is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger handed_over_stays before update or delete on handed_over for each row execute function keep_handed_over();
create trigger handed_over_stays_all before truncate on handed_over for each statement execute function keep_handed_over();

create function erase_recipients() returns trigger language plpgsql security definer set search_path from current as $$
begin
    update handed_over set recipient = '' where case_no = new.case_no and recipient <> '';
    return null;
end
$$;
create trigger recipients_erased after insert on erasure for each row execute function erase_recipients();
