-- outcome: withdrawn | absent (no edition of that id is in force) | outdated
create or replace function withdraw_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
begin
    perform nobody_writes_meanwhile();
    if not exists (select from calendar_edition e where e.id = p->>'id' and e.withdrawn_at is null) then
        outcome := 'absent';
        return;
    end if;
    update calendar_revision set revision = revision + 1 where revision = (p->>'revision')::int
        returning revision into new_revision;
    if not found then
        outcome := 'outdated';
        return;
    end if;
    update calendar_edition e
        set withdrawn_at = (p->>'at')::timestamptz, withdrawn_by = p->>'by', withdrawn_revision = new_revision
        where e.id = p->>'id' and e.withdrawn_at is null;
    perform look_at_closed(p);
    outcome := 'withdrawn';
end
$$;
