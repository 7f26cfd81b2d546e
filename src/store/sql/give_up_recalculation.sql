-- Case $1 cannot be worked out, nor anything for revision $2: it is not to come up again and again
update case_file set revision = $2::int, timing = '', recalculate = false where case_no = $1
