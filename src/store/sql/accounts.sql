-- Accounts by name; where: which
select a.name, a.display, a.department, to_jsonb(a.roles) as roles, coalesce(a.password, '') as password, a.active,
       coalesce(a.deputy, '') as deputy, a.absent_until
from account a
where {where}
order by a.name
