#pragma once
// What the place of a permit is called.

#include "casework/process_state.hpp"

#include <string>

namespace bandian::casework {

/// As the application or the supply plan named it (`place`, else `road`): free text of one who typed it. Empty: it has
/// no name, or the call is not made once per place.
std::string place_name(const Case& the_case, const CallInstance& instance);

}  // namespace bandian::casework
