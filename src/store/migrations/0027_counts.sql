-- What the board counts is kept with the rows it counts: open steps by whose they are and on which days their light
-- turns, cases by state and day. Until now all open steps were counted at every look. A change is a row of its own
-- (step_change, case_change), so that nobody who writes waits for another; fold_counts puts them together now and then,
-- and what there is of a kind is the sum over both tables. They are filled when the routines are in place.

-- Its day in its jurisdiction, which the program says from now on. Of before by the zone that its pack names; "escape"
-- leaves of any bytes what is ASCII.
alter table case_file add column submitted_on date;
update case_file c set submitted_on = (c.submitted_at at time zone z.zone)::date
    from (
        select p.hash, coalesce(n.name, 'UTC') as zone
        from pack p
        left join pack_file f on f.hash = p.hash and f.name = 'pack.yaml'
        left join pg_timezone_names n
            on n.name = substring(encode(f.bytes, 'escape') from E'(?:^|\n)timeZone:\\s*["'']?([A-Za-z0-9_+/-]+)')
    ) z
    where z.hash = c.pack_hash;
alter table case_file alter column submitted_on set not null;

create table step_count (
    pack_hash    text not null,
    process      text not null,
    owner        text not null,
    task         text not null,
    state        text not null,
    turns_yellow date,
    turns_red    date,
    steps        int  not null,
    constraint one_count_of_alike_steps
        unique nulls not distinct (pack_hash, process, owner, task, state, turns_yellow, turns_red)
) with (fillfactor = 50);  -- a count is changed in its place
create table case_count (
    state        text not null,
    submitted_on date not null,
    cases        int  not null,
    primary key (state, submitted_on)
) with (fillfactor = 50);

-- Rows come and go all day: what is gone is cleared by their number, not by their share.
create table step_change (like step_count)
    with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create table case_change (like case_count)
    with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
