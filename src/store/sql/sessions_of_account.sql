-- Sessions of account $1 that have not ended by $3, nor, a browser's, been left alone since $4.
-- $2: the hash of the one that asks, in hex.
select id::text, kind, to_char(begun at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as began,
       to_char(seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as seen,
       to_char(ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ends,
       source, hash = decode($2, 'hex') as this_one
  from session
 where account = $1 and ends > $3::timestamptz and (kind <> 'browser' or seen >= $4::timestamptz)
 order by begun desc, id
 limit 100
