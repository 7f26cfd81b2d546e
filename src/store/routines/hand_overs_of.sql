-- The tasks of a case whose result was handed over, and when that was entered last.
create or replace function hand_overs_of(p_case_no text) returns json language plpgsql stable parallel safe as $$
begin
    return (select coalesce(json_object_agg(h.task, utc_millis(h.at) order by h.number), '{}')
            from handed_over h where h.case_no = p_case_no);
end
$$;
