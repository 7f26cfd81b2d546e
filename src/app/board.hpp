#pragma once
// What a supervisor 督查 sees of all cases: open steps by light, kept and missed promises.

#include "app/desk.hpp"

namespace bandian::app {

/// On the day of now; cases under all files of a pack together.
BoardCounts board_now(ListStore& lists, const Rulebook& rules, Instant now);

}  // namespace bandian::app
