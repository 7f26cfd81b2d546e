-- Takes alarms back that should never have been raised, and tells whoever subscribed to that.
create or replace function retract_alarms(p_numbers jsonb, p_at timestamptz) returns void language sql as $$
    with taken as (
        update alarm a set retracted_at = p_at from jsonb_array_elements_text(p_numbers) n
        where a.number = n::bigint and a.retracted_at is null
        returning a.number, a.case_no
    )
    insert into delivery (subscriber, kind, case_no, item, next_at)
        select s.name, 'retraction', t.case_no, t.number, p_at
        from subscriber s join taken t on 'retraction' = any (s.kinds)
        order by t.number for key share of s
$$;
