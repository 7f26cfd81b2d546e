-- needs: hashed_moment
-- Of a note: the trace holds it.
create or replace function note_seal(salt bytea, n note) returns bytea language sql stable as $$
    select sha256(salt || convert_to(jsonb_build_array(hashed_moment(n.at), n.account, n.text, n.department)::text,
                                     'UTF8'))
$$;
