-- Whose people handed a file in, so that a department's files of a day can be bounded. Of earlier ones nobody knows,
-- and no bound asks: it looks back a day.

alter table material add column department text not null default '';
create index material_of_department on material (department, stored_at);
