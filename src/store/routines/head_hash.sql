-- Over the hashes of the events that came after one position, through another, in their order, and over the head
-- before.
create or replace function head_hash(previous bytea, p_after bigint, p_through bigint) returns bytea
language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || string_agg(e.hash, ''::bytea order by e.position))
    from event e where e.position > p_after and e.position <= p_through
$$;
