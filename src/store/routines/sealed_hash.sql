-- needs: head_hash hashed_moment
-- A head of form 2: also over its own day, number of events and moment.
create or replace function sealed_hash(previous bytea, p_after bigint, p_through bigint, day date, events int,
                                       sealed_at timestamptz) returns bytea language sql stable as $$
    select sha256(head_hash(previous, p_after, p_through)
                  || convert_to(concat_ws(E'\n', to_char(day, 'YYYY-MM-DD'), events::text, hashed_moment(sealed_at)),
                                'UTF8'))
$$;
