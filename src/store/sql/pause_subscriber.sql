-- Sends nothing to subscriber $1 until he is resumed; $2 why, or null
update subscriber set paused = true, paused_because = $2 where name = $1
