-- What the hash of a row of sealed_earlier is made of: the words themselves are in their seal, among what is told.
create or replace function earlier_hash(previous bytea, e sealed_earlier) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea)
                  || convert_to(jsonb_build_array(e.kind, e.case_no, e.item, e.told, e.after)::text, 'UTF8'))
$$;
