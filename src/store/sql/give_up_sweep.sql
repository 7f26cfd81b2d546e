-- Case $1 cannot be worked out: left until the day after $2, so that it does not stand in the way of the others
update case_file set attention = $2::date + 1 where case_no = $1
