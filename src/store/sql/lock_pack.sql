-- Until the end of the transaction nobody else keeps a pack with id $1
select pg_advisory_xact_lock(hashtextextended('pack ' || $1::text, 0))
