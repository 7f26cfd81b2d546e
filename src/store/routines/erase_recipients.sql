-- Whose data are erased is no recipient any more, and what was sealed of him says nothing. For the service, which may
-- not change what was handed over, nor what was sealed.
create or replace function erase_recipients() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
    update handed_over set recipient = '' where case_no = new.case_no and recipient <> '';
    update sealed_earlier set salt = null where case_no = new.case_no and salt is not null;
    return null;
end
$$;
create or replace trigger recipients_erased after insert on erasure
    for each row execute function erase_recipients();
