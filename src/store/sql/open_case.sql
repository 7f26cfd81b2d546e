-- $1 the case as open_case takes it, whose it is, and when it was really handed in
with opened as (select o.outcome, o.case_no, o.version from open_case($1::jsonb) o),
     handed as (select hand_case(o.case_no, $1::jsonb->>'manager') from opened o where o.outcome = 'opened' and $1::jsonb->>'manager' <> ''),
     backdated as (select backdate_case(o.case_no, ($1::jsonb->>'submittedOn')::date, $1::jsonb->>'timeZone') from opened o where o.outcome = 'opened' and $1::jsonb ? 'submittedOn')
select o.outcome, o.case_no, o.version, receipt_salt_of(o.case_no) from opened o left join handed on true left join backdated on true
