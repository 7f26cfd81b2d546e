-- Events whose hash, number or time does not follow from the one before in their case; at most 1000
with chained as (
    select e.case_no, e.number, e.hash,
           event_hash(lag(e.hash) over w, e.case_no, e.number, e.at, e.day, e.entry) as right_hash,
           row_number() over w as place, coalesce(e.at >= lag(e.at) over w, true) as in_time
    from event e window w as (partition by e.case_no order by e.number)
)
select c.case_no || ' entry ' || c.number,
       case when c.number <> c.place then 'an entry before it is missing'
            when c.hash <> c.right_hash then 'its content is not what was recorded'
            else 'it was entered before the one before it' end
from chained c
where c.number <> c.place or c.hash <> c.right_hash or not c.in_time
union all
select f.case_no, 'the case has version ' || f.version || ', but its log ends with entry ' || coalesce(l.last, 0)
from case_file f left join (select case_no, max(number) as last from event group by case_no) l using (case_no)
where f.version is distinct from l.last
union all
select 'head of ' || to_char(h.day, 'YYYY-MM-DD'), 'the events under it are not those that were sealed'
from (select d.*, lag(d.hash) over w as previous, coalesce(lag(d.through) over w, 0) as after from head d window w as (order by d.through)) h
where h.hash is distinct from head_hash(h.previous, h.after, h.through)
order by 1
limit 1000
