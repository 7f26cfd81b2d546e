-- needs: hashed_moment
-- What the hash of a row of the trace is made of: of a search its seal alone.
create or replace function trace_hash(previous bytea, t trace) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(
        t.slot, t.place, t.number, hashed_moment(t.at),
        t.account, t.source, t.what, t.case_no, encode(t.seal, 'hex'))::text, 'UTF8'))
$$;
