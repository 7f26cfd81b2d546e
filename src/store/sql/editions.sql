-- Every edition that came while the service ran, those that were taken back included
select id, region, content, to_char(imported_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), revision,
       to_char(withdrawn_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), withdrawn_revision
from calendar_edition
order by revision
