-- Events whose hash, number or time does not follow from the one before in their case, and persons that were dropped;
-- at most 1000
with chained as (
    select e.case_no, e.number, e.hash,
           event_hash(lag(e.hash) over w, e.case_no, e.number, e.at, e.day, e.entry) as right_hash,
           row_number() over w as place, coalesce(e.at >= lag(e.at) over w, true) as in_time,
           coalesce(e.position > lag(e.position) over w, true) as in_order
    from event e window w as (partition by e.case_no order by e.number)
)
select c.case_no || ' entry ' || c.number as place,
       case when c.number <> c.place then 'an entry before it is missing'
            when c.hash <> c.right_hash then 'its content is not what was recorded'
            when not c.in_time then 'it was entered before the one before it'
            else 'it stands in the log before the one before it' end as what
from chained c
where c.number <> c.place or c.hash <> c.right_hash or not c.in_time or not c.in_order
union all
select f.case_no,
       'the case has version ' || f.version || ', but its log ends with entry ' || coalesce(l.last, 0)
from case_file f
left join (select case_no, max(number) as last from event group by case_no) l using (case_no)
where f.version is distinct from l.last
union all
select f.case_no, 'it says no more who applied and where, but nobody has erased it'
from case_file f
where not exists (select from person p where p.case_no = f.case_no)
  and not exists (select from erasure e where e.case_no = f.case_no)
union all
select 'head of ' || to_char(h.day, 'YYYY-MM-DD'),
       'the events under it are not those that were sealed, or its own day, number of events or moment is not'
from (select d.*, lag(d.hash) over w as previous, coalesce(lag(d.through) over w, 0) as after,
             coalesce(lag(d.form) over w, 0) as earlier
      from head d window w as (order by d.through)) h
where h.hash is distinct from
      case h.form when 1 then head_hash(h.previous, h.after, h.through)
                  else sealed_hash(h.previous, h.after, h.through, h.day, h.events, h.sealed_at) end
   or h.form < h.earlier
order by 1
limit 1000
