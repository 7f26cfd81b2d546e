-- A telephone number is found however it is spelled: beside what was typed stands what is dialled, where that is
-- something else (src/text/phone.hpp), and the text that searches read has both. Of cases from before it is worked out
-- here, once, by what was taken until now: digits with blanks, "+", hyphens and brackets among them, and 86 before
-- eleven.
drop index person_grams;
alter table person drop column search;

update person p set applicant = p.applicant || jsonb_build_object('phoneDialled', d.number)
    from (select case_no, regexp_replace(digits, '^86(?=[0-9]{11}$)', '') as number
          from person, regexp_replace(applicant->>'phone', '[^0-9]', '', 'g') digits) d
    where d.case_no = p.case_no and d.number <> '' and d.number <> p.applicant->>'phone';

alter table person add column search text generated always as (
    lower(coalesce(applicant->>'name', '') || ' ' || coalesce(applicant->>'phone', '') || ' ' ||
          coalesce(applicant->>'phoneDialled', '') || ' ' || coalesce(applicant->>'customerNo', '') || ' ' ||
          coalesce(site->>'address', ''))) stored;
create index person_grams on person using gin (grams(search));
analyze person;
