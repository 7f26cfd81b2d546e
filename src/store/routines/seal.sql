-- Makes the head of a day that has begun, once. Nobody writes meanwhile, so that no position below it is still to come.
create or replace function seal(p_day date, p_now timestamptz) returns boolean language plpgsql as $$
declare
    last head%rowtype;
    reached bigint;
    number int;
begin
    if exists (select from head h where h.day = p_day) then return false; end if;
    perform nobody_writes_meanwhile();
    if exists (select from head h where h.day = p_day) then return false; end if;
    select * into last from head h order by h.through desc limit 1;
    select max(e.position) into reached from event e;
    if reached is null or reached = last.through then return false; end if;
    select count(*) into number from event e where e.position > coalesce(last.through, 0);
    insert into head (through, day, events, hash, sealed_at, form)
        values (reached, p_day, number,
                sealed_hash(last.hash, coalesce(last.through, 0), reached, p_day, number, p_now), p_now, 2);
    return true;
end
$$;
