-- Appends a void and retracts what it makes untrue. p_last_alarm: the last one of the case that the void knew of; one
-- that a sweep raised at the same moment would be left standing. outcome: as append_events, or overtaken.
create or replace function take_back(p jsonb, p_retracted jsonb, p_last_alarm bigint, out outcome text, out version int)
language plpgsql as $$
begin
    select o.outcome, o.version into outcome, version from append_events(p) o;
    if outcome = 'appended' then
        if exists (select from alarm a where a.case_no = p->>'caseNo' and a.number > p_last_alarm) then
            raise exception using errcode = 'BD001';
        end if;
        perform retract_alarms(p_retracted, (p->>'at')::timestamptz);
    end if;
exception when sqlstate 'BD001' then  -- and nothing has been appended
    outcome := 'overtaken';
end
$$;
