-- For ever
insert into setting (name, value) values ('invented-cases', '') on conflict do nothing
