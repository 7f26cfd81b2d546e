-- $1 the case as open_case takes it
select outcome, case_no, version, receipt_salt from open_case($1::jsonb)
