-- Stored functions, and the triggers that call them, live in routines/, one file each: the whole set is put in place
-- after the migrations whenever it is another one than the last row here says. Until now each change of a function was
-- a migration that repeated it.

create table routine_set (
    number       int         generated always as identity primary key,
    hash         text        not null,  -- over the names and texts of all of them
    program      text        not null,  -- the version that brought it
    installed_at timestamptz not null default now()
);

-- They have become part of open_case.
drop function hand_case(text, text);
drop function backdate_case(text, date, text);
drop function receipt_salt_of(text);
