-- $1 case number, $2 an idempotency key or null
select c.pack_hash, c.version, p.applicant, p.site,
       (select json_agg(json_build_object('number', e.number, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                            'day', e.day, 'entry', e.entry) order by e.number)
          from event e where e.case_no = c.case_no),
       k.digest, k.case_no, k.version, coalesce(c.manager, ''), coalesce(c.receipt_salt::text, '')
from case_file c join person p using (case_no)
left join idempotency k on k.key = $2
where c.case_no = $1
