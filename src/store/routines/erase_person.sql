-- Takes what is known of a person out of a case, for good; that it was done, why and by whom stays. False: there is no
-- such case.
create or replace function erase_person(p_case_no text, p_reason text, p_by text, p_at timestamptz) returns boolean
language plpgsql as $$
begin
    update person set applicant = '{}', site = '{}', salt = null where case_no = p_case_no;
    if not found then return false; end if;
    delete from upload u using material m where m.upload = u.id and m.case_no = p_case_no;
    update material set name = '', salt = null where case_no = p_case_no;
    update note set text = '', salt = null where case_no = p_case_no;  -- clerks write what they like
    insert into erasure (case_no, reason, by_whom, erased_at) values (p_case_no, p_reason, p_by, p_at)
        on conflict do nothing;
    return true;
end
$$;
