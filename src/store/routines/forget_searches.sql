-- For the service, which may not change the trace: never what is younger than half a year, by the trace's own time.
create or replace function forget_searches(p_before timestamptz) returns bigint language plpgsql
security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    update trace t set words = null, salt = null
        where t.words is not null
          and t.at < least(p_before, (select l.at from trace l order by l.number desc limit 1) - interval '180 days');
    get diagnostics gone = row_count;
    return gone;
end
$$;
