-- What is entered goes out to whoever subscribed to it. A subscriber that is being removed gets nothing more; without
-- the lock the entry would be refused for his sake.
create or replace function send_entries() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'entry', n.case_no, n.number, n.at
        from subscriber s join fresh n on 'entry' = any (s.kinds)
        order by n.position for key share of s;
    return null;
end
$$;
create or replace trigger entries_go_out after insert on event
    referencing new table as fresh for each statement execute function send_entries();
