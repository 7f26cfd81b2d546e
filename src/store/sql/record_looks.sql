-- What a sweep found in cases whose log it left as it was: the next day to look at, with the revision it was worked out
-- under (a closed case may have an older one), and alarms, in the order of $1. A case that has changed since is left.
with looked as materialized (
    select l.place, l.c from jsonb_array_elements($1::jsonb) with ordinality as l(c, place)
), kept as (
    update case_file f set attention = (l.c->>'attention')::date, revision = (l.c->>'revision')::int
    from looked l
    where f.case_no = l.c->>'caseNo' and f.version = (l.c->>'version')::int
    returning f.case_no
)
insert into alarm (case_no, clock, rung, day, raised_at)
select k.case_no, a.one->>'clock', a.one->>'rung', (a.one->>'day')::date, (l.c->>'at')::timestamptz
from looked l
join kept k on k.case_no = l.c->>'caseNo'
cross join jsonb_array_elements(l.c->'alarms') with ordinality as a(one, place)
order by l.place, a.place
on conflict do nothing
