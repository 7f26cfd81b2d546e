-- needs: hashed_moment
-- What an event's hash is made of, in one text that no setting of a session changes.
create or replace function event_hash(previous bytea, case_no text, number int, at timestamptz, day date, entry jsonb)
returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || convert_to(concat_ws(E'\n', case_no, number::text,
                  hashed_moment(at), to_char(day, 'YYYY-MM-DD'), entry::text), 'UTF8'))
$$;
