#pragma once
// What nobody has said yet.

#include "process/expression.hpp"

namespace bandian::process {

/// The expression is null because it names something of which nothing is known; what is known without that member has
/// been said.
bool is_unsaid(const Expression& expression, const Lookup& lookup);

}  // namespace bandian::process
