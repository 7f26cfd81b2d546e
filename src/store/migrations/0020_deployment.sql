-- Two deployments never give two messages one id: each is numbered under the id of its own. What was told of before
-- keeps the id it had. And a receiver is heard: one that asks for a pause gets it (quiet_until), one that is gone is
-- told nothing more until somebody resumes it, who sees why (paused_because).
insert into setting (name, value) values ('deployment', decode(replace(gen_random_uuid()::text, '-', ''), 'hex'));

alter table delivery add column of_deployment boolean not null default false;
alter table delivery alter column of_deployment set default true;

alter table subscriber add column quiet_until timestamptz;
alter table subscriber add column paused_because text;
