-- At $1
insert into upload (begun_at) values ($1::timestamptz) returning id
