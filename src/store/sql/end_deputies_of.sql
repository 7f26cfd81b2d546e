-- Account $1 is nobody's deputy, and has none
update account set deputy = null, absent_until = null where name = $1 or deputy = $1
