#pragma once
// The place of a permit, and what it is called.

#include "casework/process_state.hpp"

#include <string>

namespace bandian::casework {

/// As the application or the supply plan told it, by the number of its call; nullptr: nothing is known of it, or the
/// call is not made once per place.
const process::Value* place_at(const Case& the_case, const process::Call& call, int number);

/// As the application or the supply plan named it (`place`, else `road`): free text of one who typed it. Empty: it has
/// no name, or the call is not made once per place.
std::string place_name(const Case& the_case, const CallInstance& instance);

}  // namespace bandian::casework
