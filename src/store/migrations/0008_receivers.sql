-- A subscriber may be paused: what happens waits for him. A restored record pauses all of them, since what waited when the backup was
-- made may have been sent since.
alter table subscriber add column paused boolean not null default false;
