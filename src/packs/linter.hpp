#pragma once
// Doubts about a pack that is well-formed.

#include "packs/fault.hpp"
#include "process/pack.hpp"

namespace bandian::packs {

/// Names that lead nowhere, roles without a department, limits nobody can work out: errors. Steps that add to more than
/// the promise over them: warnings (of a mean: notes), with the path and the sum.
void lint(const process::Pack& pack, const std::string& pack_file, Faults& faults);

}  // namespace bandian::packs
