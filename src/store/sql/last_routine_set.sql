-- The set of routines that was put in place last; is_newer: by a program of a higher version than $1
select hash, program, string_to_array(program, '.')::int[] > string_to_array($1, '.')::int[] as is_newer
from routine_set
order by number desc
limit 1
