-- As send_entries, of alarms.
create or replace function send_alarms() returns trigger language plpgsql as $$
begin
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'alarm', n.case_no, n.number, n.raised_at
        from subscriber s join fresh n on 'alarm' = any (s.kinds)
        order by n.number for key share of s;
    return null;
end
$$;
create or replace trigger alarms_go_out after insert on alarm
    referencing new table as fresh for each statement execute function send_alarms();
