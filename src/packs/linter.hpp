#pragma once
// Doubts about a pack that is well-formed. Each rule has an id, told in brackets and explained in docs/rules.md.

#include "packs/diagram.hpp"
#include "process/pack.hpp"

namespace bandian::packs {

/// All that follows, in order; what comes later is looked at only when nothing before is an error.
void lint(const process::Pack& pack, const std::string& pack_file, Faults& faults, Standing standing);

/// Names that lead nowhere, and comparisons with values that cannot be: errors. Conditions on what nobody asks for:
/// warnings.
void lint_names(const process::Pack& pack, const std::string& pack_file, Faults& faults);

/// Outcomes that mean nothing or contradict themselves, notices and templates that lead nowhere: errors. Those that
/// nothing uses: warnings.
void lint_outcomes(const process::Pack& pack, Faults& faults);

/// Conditions that can never hold, clocks that no task starts: warnings. Loops that nobody can leave: errors of what is
/// offered.
void lint_ways(const process::Pack& pack, Faults& faults, Standing standing);

/// Limits nobody can work out: errors. Warnings that come too late, and steps that add to more than the promise over
/// them: warnings (of a mean: notes), with the path and the sum.
void lint_promises(const process::Pack& pack, Faults& faults);

}  // namespace bandian::packs
