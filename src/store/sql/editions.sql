-- Every edition that came while the service ran, those that were taken back included
select id, region, content, utc_millis(imported_at) as imported_at, revision, utc_millis(withdrawn_at) as withdrawn_at,
       withdrawn_revision
from calendar_edition
order by revision
