-- Makes the head of a day that has begun, once, and tells it to the trace, with how what was sealed of before ends.
-- Nobody writes meanwhile, so that no position below it is still to come.
create or replace function seal(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last head%rowtype;
    reached bigint;
    number int;
    made bytea;
    earlier sealed_earlier%rowtype;
begin
    if exists (select from head h where h.day = p_day) then return false; end if;
    perform nobody_writes_meanwhile();
    if exists (select from head h where h.day = p_day) then return false; end if;
    select * into last from head h order by h.through desc limit 1;
    select max(e.position) into reached from event e;
    if reached is null or reached = last.through then return false; end if;
    select count(*) into number from event e where e.position > coalesce(last.through, 0);
    made := sealed_hash(last.hash, coalesce(last.through, 0), reached, p_day, number, p_now);
    insert into head (through, day, events, hash, sealed_at, form) values (reached, p_day, number, made, p_now, 2);
    select * into earlier from sealed_earlier e order by e.number desc limit 1;
    insert into trace (at, account, source, what)
        values (p_now, '', '',
                'sealed entries through ' || reached || ': ' || encode(made, 'hex')
                || coalesce(', before that through ' || earlier.number || ': ' || encode(earlier.hash, 'hex'), ''));
    return true;
end
$$;
