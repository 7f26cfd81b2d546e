-- What the codes of a case are mixed with: a number that is given again, after a restore to an earlier moment, comes with other codes.
-- Null: of a case from before, whose codes are printed already.
alter table case_file add column receipt_salt uuid;
alter table case_file alter column receipt_salt set default gen_random_uuid();

-- Also of a case that the same statement has opened.
create function receipt_salt_of(p_case_no text) returns text language plpgsql volatile as $$
begin
    return (select coalesce(c.receipt_salt::text, '') from case_file c where c.case_no = p_case_no);
end
$$;
