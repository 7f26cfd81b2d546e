-- Files that were handed in, in pieces of 1 MB. The pieces are stored first, under a number of their own, and belong to nothing until
-- the whole has come and its row in `material` is written; those that nothing refers to are cleared away after a day.
-- A file handed in anew stands beside the earlier one, and counts.

create table upload (
    id       bigint      generated always as identity primary key,
    begun_at timestamptz not null
);

create table piece (
    upload bigint not null references upload on delete cascade,
    number int    not null constraint numbered_from_zero check (number >= 0),
    bytes  bytea  not null,
    primary key (upload, number)
);
alter table piece alter column bytes set storage external;  -- pictures and PDFs do not shrink

create table material (
    number    bigint      generated always as identity primary key,
    case_no   text        not null references case_file,
    id        text        not null,  -- of the pack's list
    upload    bigint               references upload on delete set null,  -- null: erased
    name      text        not null,
    type      text        not null,  -- by its content
    bytes     bigint      not null,
    sha256    bytea       not null,
    by_whom   text        not null,
    stored_at timestamptz not null
);
create index material_of_case on material (case_no, id, number);
create unique index material_of_upload on material (upload);
