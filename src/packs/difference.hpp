#pragma once
// What one pack asks and promises that another does not, in words, for review before it is put in force.

#include "process/pack.hpp"

namespace bandian::packs {

/// One sentence a change, by process; empty when nothing changes for an applicant. From `before` to `after`.
std::vector<std::string> differences(const process::Pack& before, const process::Pack& after);

}  // namespace bandian::packs
