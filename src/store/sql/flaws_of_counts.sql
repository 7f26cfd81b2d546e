-- Where the board counts others than there are; at most 1000
select 'board ' || m.process || ' ' || m.task || ' of ' || m.owner || ', ' || m.state ||
       coalesce(', yellow from ' || to_char(m.turns_yellow, 'YYYY-MM-DD'), '') ||
       coalesce(', red from ' || to_char(m.turns_red, 'YYYY-MM-DD'), '') as place,
       'it counts ' || m.counted || ' steps, but there are ' || m.there as what
from miscounted_steps() m
union all
select 'board cases ' || m.state || ' of ' || to_char(m.submitted_on, 'YYYY-MM-DD'),
       'it counts ' || m.counted || ' cases, but there are ' || m.there
from miscounted_cases() m
order by 1
limit 1000
