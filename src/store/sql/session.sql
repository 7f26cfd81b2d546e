-- The session with hash $1, in hex, whose it is, and the colleagues he stands in for
select a.name, a.display, a.department, to_jsonb(a.roles) as roles, coalesce(a.password, '') as password, a.active,
       coalesce(a.deputy, '') as deputy, a.absent_until,
       s.kind, utc_millis(s.seen) as seen, utc_millis(s.ends) as ends,
       (select coalesce(jsonb_agg(jsonb_build_object('account', d.name, 'display', d.display, 'until', d.absent_until)
                                  order by d.name), '[]')
        from account d where d.deputy = a.name and d.absent_until is not null) as stands_in_for,
       coalesce(array_to_string(s.scopes, ','), '') as scopes
from session s join account a on a.name = s.account
where s.hash = decode($1, 'hex')
