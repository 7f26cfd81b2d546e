-- What an index finds texts by: person_grams rests on what this gives, and would have to be made anew otherwise.
-- Two neighbouring digits are in nearly every text: of numbers, four in a row as well.
create or replace function grams(t text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct gram), '{}') from (
        select substr(t, n, 2) from generate_series(1, length(t) - 1) n
        union all
        select substr(t, n, 4) from generate_series(1, length(t) - 3) n where substr(t, n, 4) ~ '^[0-9]{4}$') p (gram)
$$;
