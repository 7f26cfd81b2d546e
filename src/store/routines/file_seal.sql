-- needs: hashed_moment
-- Of a file that was handed in, its bytes by their hash: the trace holds it.
create or replace function file_seal(salt bytea, m material) returns bytea language sql stable as $$
    select sha256(salt || convert_to(jsonb_build_array(
        m.id, m.name, m.type, m.bytes, encode(m.sha256, 'hex'), m.by_whom, m.department,
        hashed_moment(m.stored_at))::text, 'UTF8'))
$$;
