-- Notes the set of routines that is in place: $1 its hash, $2 the version of the program that brought it
insert into routine_set (hash, program) values ($1, $2)
