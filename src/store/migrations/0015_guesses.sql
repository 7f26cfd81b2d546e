-- What guessing at passwords is counted by, who is known where, and sessions that their owner can tell apart.
-- A stranger can invent names and addresses without end, so attempts are counted in a fixed number of buckets, which he
-- cannot aim at without the key.

create table guess_key (key bytea not null);
insert into guess_key values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

create table tally (
    kind   text        not null,  -- browser, place, source, account, change: see app/guesses.hpp
    bucket int         not null constraint bucket_is_one_of_65536 check (bucket between 0 and 65535),
    count  int         not null,
    last   timestamptz not null,
    primary key (kind, bucket)
);
create index tally_last on tally (last);

-- Browsers and addresses that an account has been in from: there it is judged apart from what strangers try. Of
-- existing accounts alone, and of each the newest few.
create table familiar (
    account text        not null references account on delete cascade,
    kind    text        not null constraint kind_is_known check (kind in ('browser', 'place')),
    mark    text        not null,  -- of a browser its secret's hash, in hex; of a place the address as it is counted
    seen    timestamptz not null,
    primary key (account, kind, mark)
);
create index familiar_seen on familiar (kind, seen);
create index familiar_mark on familiar (mark) where kind = 'browser';
insert into familiar (account, kind, mark, seen)
    select f.account, 'place', f.source, f.was_in from failed_sign_in f join account a on a.name = f.account
     where f.was_in is not null;
drop table failed_sign_in;

alter table session add column id uuid not null default gen_random_uuid() unique;  -- what its owner calls it by
alter table session add column source text not null default '';                    -- the address it began from
create index session_of_account on session (account, begun);
create index session_ends on session (ends);

-- Being a deputy ends with the account, and so does having one.
update account set deputy = null, absent_until = null
 where not active or deputy in (select name from account where not active);
