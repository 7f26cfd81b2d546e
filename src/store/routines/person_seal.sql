-- Of who applied and where: the entry of a submission holds it.
create or replace function person_seal(salt bytea, applicant jsonb, site jsonb) returns bytea language sql stable as $$
    select sha256(salt || convert_to(jsonb_build_array(applicant, site)::text, 'UTF8'))
$$;
