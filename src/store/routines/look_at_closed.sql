-- What an edition that comes or goes means for closed cases: those that ran on days from p.first to p.last are worked
-- out anew, and the sweep looks for itself at what any of them owes.
create or replace function look_at_closed(p jsonb) returns void language sql as $$
    update case_file set recalculate = true
        where state <> 'open' and coalesce(reaches, 'infinity') >= (p->>'first')::date
            and submitted_at < ((p->>'last')::date + 2)::timestamptz;
    update case_file set attention = submitted_at::date where state <> 'open' and attention is not null
$$;
