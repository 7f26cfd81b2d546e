-- $1 the case as open_case takes it, and whose it is
with opened as (select o.outcome, o.case_no, o.version from open_case($1::jsonb) o),
     handed as (select hand_case(o.case_no, $1::jsonb->>'manager') from opened o where o.outcome = 'opened' and $1::jsonb->>'manager' <> '')
select o.outcome, o.case_no, o.version, receipt_salt_of(o.case_no) from opened o left join handed on true
