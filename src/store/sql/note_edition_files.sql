-- Notes the digest of the edition files, $1: other ones than last time make a new revision, and sweeps look anew at
-- what closed cases owe
with noted as (
    update calendar_revision set revision = revision + 1, digest = $1 where digest <> $1 returning revision
)
update case_file set attention = (submitted_at at time zone 'UTC')::date
where state <> 'open' and attention is not null and exists (select from noted)
