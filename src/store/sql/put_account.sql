-- $1 name, $2 display, $3 department, $4 roles, a JSON array, $5 password (empty: none), $6 subject (empty: as before),
-- $7 whether it is active
insert into account (name, display, department, roles, password, subject, active)
values ($1, $2, $3, array(select jsonb_array_elements_text($4::jsonb)), nullif($5, ''), nullif($6, ''), $7::boolean)
on conflict (name) do update
    set display = excluded.display, department = excluded.department, roles = excluded.roles,
        password = excluded.password, subject = coalesce(excluded.subject, account.subject), active = excluded.active
