-- Makes the head of a day that has begun, once. Nobody waits for it: a chain commits to all before its end.
create or replace function seal_trace(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last trace_head%rowtype;
    h trace_head%rowtype;
begin
    if exists (select from trace_head t where t.day = p_day) then return false; end if;
    perform pg_advisory_xact_lock(7205759403792793602);
    if exists (select from trace_head t where t.day = p_day) then return false; end if;
    select * into last from trace_head t order by t.number desc limit 1;
    select coalesce(last.number, 0) + 1, p_day,
           jsonb_object_agg(k.slot, jsonb_build_array(k.place, encode(k.hash, 'hex'))), null, p_now
        into h from trace_tip k where k.place > 0;
    if h.tips is null or h.tips = last.tips then return false; end if;
    h.hash := trace_head_hash(last.hash, h);
    insert into trace_head select h.*;
    return true;
end
$$;
