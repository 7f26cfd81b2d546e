-- The entries of a case in their order, as the program reads a log; null: it has none. As of the asking statement's
-- beginning. A function in SQL would be planned anew at every call; this one is not.
create or replace function log_of(p_case_no text) returns json language plpgsql stable parallel safe as $$
begin
    return (select json_agg(json_build_object('number', e.number, 'at', utc_millis(e.at), 'day', e.day,
                                              'entry', e.entry)
                            order by e.number)
            from event e where e.case_no = p_case_no);
end
$$;
