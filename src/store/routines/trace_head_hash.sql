-- needs: hashed_moment
-- Over how all slots' chains ended as a day began, and over the head before.
create or replace function trace_head_hash(previous bytea, h trace_head) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea)
                  || convert_to(jsonb_build_array(h.number, h.day, h.tips, hashed_moment(h.sealed_at))::text, 'UTF8'))
$$;
