-- The lock that writers hold shared (current_revision_for_writing), alone.
create or replace function nobody_writes_meanwhile() returns void language sql as $$
    select pg_advisory_xact_lock(7205759403792793601)
$$;
