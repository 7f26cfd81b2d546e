#pragma once
// The passwords that everybody tries first.

#include <string_view>

namespace bandian::app {

/// One a line, in small letters, of six ASCII characters or more, the most common first: common_passwords.txt, built
/// in.
std::string_view common_passwords();

}  // namespace bandian::app
