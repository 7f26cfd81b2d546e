-- Until the end of the transaction nobody else keeps a file of department $1
select pg_advisory_xact_lock(hashtextextended('material ' || $1, 0))
