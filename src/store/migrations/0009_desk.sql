-- The desk's day: who is known at a place, so that what somebody else tries from there does not keep him out.
alter table failed_sign_in add column was_in timestamptz;  -- when the account last signed in from there
