-- Writers hold this lock shared, an import alone: no row is written under a revision that has passed.
create or replace function current_revision_for_writing() returns int language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(7205759403792793601);
    return (select revision from calendar_revision);
end
$$;
