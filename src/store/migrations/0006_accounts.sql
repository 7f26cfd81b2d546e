-- Who signs in, with what he may do; and the trace of who looked at whose data. Sessions and tokens are kept as hashes: whoever
-- reads the database cannot act with what he finds.

create table account (
    name         text    primary key constraint name_is_plain check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    display      text    not null,
    department   text    not null,  -- of the packs' departments; * for all
    roles        text[]  not null,
    password     text,              -- as libsodium's crypto_pwhash_str makes it; null: signs in elsewhere, or not at all
    subject      text    unique,    -- of the district's identity provider
    active       boolean not null default true,
    deputy       text    references account,  -- acts for him until
    absent_until date
);

create table session (
    hash    bytea       primary key,
    account text        not null references account on delete cascade,
    kind    text        not null constraint kind_is_known check (kind in ('browser', 'token')),
    begun   timestamptz not null,
    seen    timestamptz not null,
    ends    timestamptz not null
);

-- Failures slow down the one who makes them, from where he makes them: nobody can lock another out.
create table failed_sign_in (
    account  text        not null,
    source   text        not null,
    failures int         not null,
    last     timestamptz not null,
    primary key (account, source)
);

create table trace (
    number  bigint      generated always as identity primary key,
    at      timestamptz not null,
    account text        not null,
    source  text        not null,
    what    text        not null,  -- signed-in, sign-in-failed, signed-out, viewed, searched, handed, noted …
    case_no text
);
create index trace_of_case on trace (case_no, number) where case_no is not null;
create function keep_traces() returns trigger language plpgsql as $$
begin
    raise exception 'the trace is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger traces_stay before update or delete on trace for each row execute function keep_traces();

-- Whose case it is at the utility; nobody's until somebody takes it.
alter table case_file add column manager text references account;
create index case_file_manager on case_file (manager) where state = 'open';

create function hand_case(p_case_no text, p_account text) returns void language sql as $$
    update case_file set manager = p_account where case_no = p_case_no
$$;

create table claimed_task (
    case_no text not null references case_file,
    path    text not null,
    account text not null references account,
    primary key (case_no, path)
);

create table note (
    number  bigint      generated always as identity primary key,
    case_no text        not null references case_file,
    at      timestamptz not null,
    account text        not null,
    text    text        not null,
    key     text        unique  -- of the request: a note is kept once
);
create index note_of_case on note (case_no, number);

-- What a clerk looks a case up by: name, telephone, address, customer number.
create extension if not exists pg_trgm;
alter table person add column search text generated always as (
    lower(coalesce(applicant->>'name', '') || ' ' || coalesce(applicant->>'phone', '') || ' ' || coalesce(applicant->>'customerNo', '') || ' ' || coalesce(site->>'address', ''))) stored;
create index person_search on person using gin (search gin_trgm_ops);
create index open_task_held on open_task ((coalesce(due, 'infinity')), case_no, path) where state = 'held';

-- Personal data taken out for good; that it was done, why and by whom stays.
create table erasure (
    case_no   text        not null references case_file,
    reason    text        not null,
    by_whom   text        not null,
    erased_at timestamptz not null,
    primary key (case_no, erased_at)
);

create function erase_person(p_case_no text, p_reason text, p_by text, p_at timestamptz) returns boolean language plpgsql as $$
begin
    update person set applicant = '{}', site = '{}' where case_no = p_case_no;
    if not found then return false; end if;
    delete from upload u using material m where m.upload = u.id and m.case_no = p_case_no;
    update material set name = '' where case_no = p_case_no;
    update note set text = '' where case_no = p_case_no;  -- clerks write what they like
    insert into erasure values (p_case_no, p_reason, p_by, p_at) on conflict do nothing;
    return true;
end
$$;
