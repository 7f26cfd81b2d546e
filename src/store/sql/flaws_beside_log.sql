-- What stands beside the log and is not as the log, the trace or the seal of before says; at most 1000. One pass over
-- the first entries, and one over those rows of the trace that tell of a change.
with told as materialized (
    select t.number, t.at, t.account, t.what, t.case_no, t.seal
    from trace t
    where t.what = 'noted' or t.what like 'handed in %' or t.what like 'handed to %' or t.what like 'sealed entries %'
       or t.what like 'added user %' or t.what like 'changed user %' or t.what like 'removed user %'
       or t.what = 'erased person'
), erased as (
    select distinct case_no from erasure
), earlier as materialized (
    select e.*, earlier_hash(lag(e.hash) over (order by e.number), e) as right_hash from sealed_earlier e
), managers as (
    select distinct on (case_no) case_no, number, substr(what, 11) as manager
    from told where what like 'handed to %' order by case_no, number desc
), submissions as materialized (
    select c.case_no, c.pack_hash, c.manager, k.id as pack, p.applicant, p.site, p.case_no is not null as has_person,
           coalesce(p.salt, s.salt) as salt, coalesce(s.told, '{}') || v.entry as said,
           x.case_no is not null as is_erased,
           case when m.number > coalesce(s.after, 0) then m.manager
                else coalesce(v.entry->>'manager', s.told->>'manager') end as right_manager
    from case_file c
    join event v on v.case_no = c.case_no and v.number = 1
    left join pack k on k.hash = c.pack_hash
    left join person p on p.case_no = c.case_no
    left join earlier s on s.case_no = c.case_no and s.kind = 'submission'
    left join erased x on x.case_no = c.case_no
    left join managers m on m.case_no = c.case_no
), seals as (
    select t.case_no, 'note' as kind, t.seal, t.at, t.account, null as id from told t
    where t.what = 'noted' and t.seal is not null
    union all
    select t.case_no, 'file', t.seal, t.at, t.account, substr(t.what, 11) from told t where t.what like 'handed in %'
    union all
    select e.case_no, e.kind, decode(e.told->>'seal', 'hex'), null, null, null from earlier e
    where e.kind in ('note', 'file')
), papers as (
    select n.case_no, 'note' as kind, note_seal(coalesce(n.salt, e.salt), n) as seal, n.text = '' as is_blank,
           'the note of ' || to_char(n.at at time zone 'UTC', 'YYYY-MM-DD') || ' by ' || n.account as name
    from note n left join earlier e on e.case_no = n.case_no and e.kind = 'note' and e.item = n.number
    union all
    select m.case_no, 'file', file_seal(coalesce(m.salt, e.salt), m), m.name = '',
           'the file ' || m.id || ' of ' || to_char(m.stored_at at time zone 'UTC', 'YYYY-MM-DD') || ' by ' || m.by_whom
    from material m left join earlier e on e.case_no = m.case_no and e.kind = 'file' and e.item = m.number
), unmatched as (
    select coalesce(p.case_no, s.case_no) as case_no, coalesce(p.kind, s.kind) as kind, p.name,
           coalesce(p.is_blank and p.seal is null, false) as is_blank,
           coalesce('the ' || s.kind || coalesce(' ' || s.id, '') || ' of '
                    || coalesce(to_char(s.at at time zone 'UTC', 'YYYY-MM-DD') || ' by ' || s.account, 'before'),
                    '') as lost
    from papers p full join seals s on s.case_no = p.case_no and s.kind = p.kind and s.seal = p.seal
    where p.case_no is null or s.case_no is null
), papers_left as (  -- of somebody erased, as many may be blank as there are seals that fit nothing
    select u.*, x.case_no is not null as is_erased,
           count(*) filter (where u.is_blank) over of_case as blank,
           row_number() over (of_case order by u.name nulls first, u.lost) as place
    from unmatched u left join erased x on x.case_no = u.case_no
    window of_case as (partition by u.case_no, u.kind)
), rights as (
    select distinct on (r.name) r.name, r.department, r.roles, r.active
    from (select split_part(substr(t.what, strpos(t.what, ' user ') + 6), ':', 1) as name, f.said[1] as department,
                 string_to_array(f.said[2], '+') as roles, t.what not like 'removed %' as active, t.number, 1 as later
          from told t
          left join lateral regexp_match(t.what, '^[a-z]+ user [^:]+: ([^,]+), ([^,]*)') f(said) on true
          where t.what like '% user %'
          union all
          select e.told->>'name', e.told->>'department',
                 array(select jsonb_array_elements_text(e.told->'roles')), (e.told->>'active')::boolean, e.after, 2
          from earlier e where e.kind = 'account') r
    order by r.name, r.number desc, r.later desc
), heads as (
    select (regexp_match(what, '^sealed entries through ([0-9]+): '))[1]::bigint as through,
           (regexp_match(what, '^sealed entries through [0-9]+: ([0-9a-f]+)'))[1] as hash,
           (regexp_match(what, ', before that through ([0-9]+): '))[1]::bigint as earlier,
           (regexp_match(what, ', before that through [0-9]+: ([0-9a-f]+)'))[1] as earlier_hash
    from told where what like 'sealed entries %'
)
select s.case_no as place, f.what
from submissions s
cross join lateral (values
    (case when s.said->>'packHash' is null then 'nothing says which pack its application was decided under'
          when s.said->>'packHash' <> s.pack_hash or s.said->>'pack' is distinct from s.pack
          then 'it is listed under pack ' || coalesce(s.pack, '?') || ' ' || left(s.pack_hash, 12)
               || ', but its application was decided under ' || coalesce(s.said->>'pack', '?') || ' '
               || left(s.said->>'packHash', 12) end),
    (case when s.manager is distinct from s.right_manager
          then 'it is listed as ' || coalesce(s.manager || '''s', 'nobody''s') || ', but was '
               || coalesce('handed to ' || s.right_manager, 'handed to nobody') end),
    (case when not s.has_person then null
          when s.applicant = '{}' and s.site = '{}' then
              case when not s.is_erased then 'it says no more who applied and where, but nobody has erased it' end
          when s.said->>'seal' is distinct from encode(person_seal(s.salt, s.applicant, s.site), 'hex')
          then 'who applied and where is not what was recorded' end)) f(what)
where f.what is not null
union all
select x.case_no, 'who applied is erased, but nobody is said to have done it'
from erased x
where not exists (select from told t where t.what = 'erased person' and t.case_no = x.case_no)
union all
select u.case_no, case when u.name is null then u.lost || ' is missing, or is not what was recorded'
                       else u.name || ' is not what was recorded' end
from papers_left u
where not (u.is_erased and (u.is_blank or (u.name is null and u.place <= u.blank)))
union all
select 'account ' || coalesce(a.name, r.name),
       case when r.name is null then 'nobody is said to have added it'
            when a.name is null then 'it is gone, but nobody could have taken it away'
            when a.active is distinct from r.active
            then case when a.active then 'it may sign in, but was removed'
                      else 'it was never removed, but may not sign in' end
            else 'it is of ' || a.department || ' with ' || array_to_string(a.roles, '+') || ', but was given '
                 || coalesce(r.department, '?') || ' with ' || coalesce(array_to_string(r.roles, '+'), '?') end
from account a full join rights r on r.name = a.name
where a.name is null or r.name is null or a.active is distinct from r.active
   or (a.active and not coalesce(a.department = r.department and a.roles @> r.roles and a.roles <@ r.roles, false))
union all
select 'what was sealed of before, row ' || e.number, 'it is not what was sealed, or one before it is missing'
from earlier e where e.hash is distinct from e.right_hash
union all
select 'what was sealed of before', 'it does not end as was told on a day that was sealed'
from (select earlier, earlier_hash from heads where earlier is not null group by 1, 2) h
full join (select number, encode(hash, 'hex') as hash from earlier order by number desc limit 1) e
    on e.number = h.earlier and e.hash = h.earlier_hash
where h.earlier is null and exists (select from heads) or e.number is null
union all
select case when h.day is null then 'head through ' || t.through else 'head of ' || to_char(h.day, 'YYYY-MM-DD') end,
       case when h.day is null then 'it was made, but is gone' else 'the trace tells of another, or of none' end
from (select * from head where through >= (select min(through) from heads)) h
full join heads t on t.through = h.through
where h.through is null or t.through is null or encode(h.hash, 'hex') <> t.hash
union all
select a.case_no, 'the alarm ' || a.rung || ' of ' || a.clock || ' is listed as taken back, but no entry did that'
from alarm a
where a.retracted_at is not null
  and not exists (select from event v where v.case_no = a.case_no and v.at = a.retracted_at and v.entry->>'do' = 'void')
order by 1, 2
limit 1000
