#pragma once
// Files as bytes.

#include "packs/fault.hpp"

#include <optional>

namespace bandian::packs {

/// nullopt and one more fault when it cannot be read or has more than 8 MB.
std::optional<std::string> read_file(const std::string& path, Faults& faults);

}  // namespace bandian::packs
