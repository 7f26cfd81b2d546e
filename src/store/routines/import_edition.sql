-- outcome: imported | known (an edition of that id is in force) | outdated (previewed under another revision)
create or replace function import_edition(p jsonb, out outcome text, out new_revision int) language plpgsql as $$
begin
    perform nobody_writes_meanwhile();
    if exists (select from calendar_edition e where e.id = p->>'id' and e.withdrawn_at is null) then
        outcome := 'known';
        return;
    end if;
    update calendar_revision set revision = revision + 1 where revision = (p->>'revision')::int
        returning revision into new_revision;
    if not found then
        outcome := 'outdated';
        return;
    end if;
    insert into calendar_edition (id, region, content, imported_at, revision)
        values (p->>'id', p->>'region', p->>'content', (p->>'at')::timestamptz, new_revision);
    perform look_at_closed(p);
    outcome := 'imported';
end
$$;
