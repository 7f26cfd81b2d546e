-- Sessions of account $1 that have not ended by $3, nor, a browser's, been left alone since $4.
-- $2: the hash of the one that asks, in hex.
select id::text, kind, utc_millis(begun) as began,
       utc_millis(seen) as seen,
       utc_millis(ends) as ends,
       source, hash = decode($2, 'hex') as this_one
  from session
 where account = $1 and ends > $3::timestamptz and (kind <> 'browser' or seen >= $4::timestamptz)
 order by begun desc, id
 limit 100
