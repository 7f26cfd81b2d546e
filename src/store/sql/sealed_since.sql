-- When what was there was sealed as it stood; none: nothing was
select utc_millis(m.carried_out_at) as at
from migration m
where m.name = '0026_sealed' and exists (select from sealed_earlier)
