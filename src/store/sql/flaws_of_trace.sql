-- Rows of the trace whose hash or place does not follow from the one before in their slot, slots that end otherwise
-- than their tip says, and heads that do not fit; at most 1000
with chained as (
    select t.number, t.slot, t.place, t.at, t.hash, trace_hash(lag(t.hash) over w, t) as right_hash,
           row_number() over w as right_place,
           case when t.words is null then t.salt is null
                else t.seal is not distinct from sha256(t.salt || t.words) end as sealed
    from trace t window w as (partition by t.slot order by t.place)
), ends as (
    select distinct on (slot) slot, place, hash from trace order by slot, place desc
), heads as (
    select h.number, h.day, h.tips, h.hash, trace_head_hash(lag(h.hash) over w, h) as right_hash,
           row_number() over w as right_number
    from trace_head h window w as (order by h.number)
)
select 'trace ' || c.number || ' of ' || to_char(c.at at time zone 'UTC', 'YYYY-MM-DD') as place,
       case when c.place <> c.right_place then 'a row before it is missing'
            when c.hash <> c.right_hash then 'it is not what was recorded, or a row before it is missing'
            else 'what was looked for is not what was recorded' end as what
from chained c
where c.place <> c.right_place or c.hash <> c.right_hash or not c.sealed
union all
select 'trace, slot ' || s.slot,
       'it has ' || coalesce(e.place, 0) || ' rows, but ' || coalesce(k.place, 0)
       || ' were recorded, or the last is not the one that was'
from generate_series(0, 63) s (slot)
left join trace_tip k on k.slot = s.slot
left join ends e on e.slot = s.slot
where k.place is distinct from coalesce(e.place, 0) or k.hash is distinct from e.hash
union all
select 'trace, slot ' || e.slot, 'there is none such' from ends e where e.slot not between 0 and 63
union all
select 'trace head of ' || to_char(h.day, 'YYYY-MM-DD'), 'it is not what was sealed, or one before it is missing'
from heads h
where h.hash <> h.right_hash or h.number <> h.right_number
union all
select 'trace head of ' || to_char(h.day, 'YYYY-MM-DD'),
       'slot ' || p.slot || ' does not hold the row ' || (p.tip->>0) || ' that was sealed'
from heads h
cross join jsonb_each(h.tips) p (slot, tip)
left join trace t on t.slot = p.slot::smallint and t.place = (p.tip->>0)::bigint
where encode(t.hash, 'hex') is distinct from p.tip->>1
order by 1
limit 1000
