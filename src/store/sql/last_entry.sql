-- The latest moment of entry of any case, or of an alarm; null: there was none
select utc_millis(greatest((select max(at) from event), (select max(raised_at) from alarm))) as at
