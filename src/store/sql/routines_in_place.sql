-- The functions of the record as they are in place: what each does
select p.proname as name, p.prosrc as body
from pg_proc p
where p.pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend d  -- of an extension
                  where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
order by p.proname
