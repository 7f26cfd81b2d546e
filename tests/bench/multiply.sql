-- Every case there is, :copies times over, under the numbers :prefix 0, 1 … with a chain of hashes of its own:
-- psql -v prefix=P -v copies=3 -f multiply.sql. Needs a superuser, as whoever runs a private cluster is.
set session_replication_role = replica;  -- foreign keys hold by construction
set synchronous_commit = off;

begin;
create temp table copy on commit drop as
    select t.case_no as old, :'prefix' || (n * t.count + t.place) as case_no
    from (select case_no, row_number() over (order by case_no) - 1 as place, count(*) over () from case_file) t, generate_series(0, :copies - 1) n;
analyze copy;

-- The rows of a table that belong to the cases; `instead` says what stands for a column, c being the copy and t the row.
create function pg_temp.multiply(name text, instead jsonb default '{}') returns void language plpgsql as $$
declare
    columns text;
    selected text;
begin
    select string_agg(format('%I', a.attname), ', ' order by a.attnum),
           string_agg(coalesce(instead->>a.attname, case when a.attname = 'case_no' then 'c.case_no' else format('t.%I', a.attname) end), ', ' order by a.attnum)
        into columns, selected
        from pg_attribute a where a.attrelid = name::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = '';
    execute format('insert into %I (%s) select %s from copy c join %I t on t.case_no = c.old', name, columns, selected, name);
end
$$;
select pg_temp.multiply('person');
select pg_temp.multiply('step');
select pg_temp.multiply('alarm');
select pg_temp.multiply('moved_case');
select pg_temp.multiply('idempotency', '{"key": "t.key || ''-'' || c.case_no"}');

do $$
begin
    for n in 1..(select max(number) from event) loop
        insert into event (case_no, number, at, day, entry, hash)
            select c.case_no, t.number, t.at, t.day, t.entry, event_hash(previous.hash, c.case_no, t.number, t.at, t.day, t.entry)
            from copy c join event t on t.case_no = c.old and t.number = n
            left join event previous on previous.case_no = c.case_no and previous.number = n - 1;
    end loop;
end
$$;
select pg_temp.multiply('case_file');
select recount();  -- what was written past the triggers
commit;
