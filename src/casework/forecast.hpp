#pragma once
// The expected power-on day: what is left of each task at its full remaining limit, along the longest path.

#include "casework/view.hpp"

namespace bandian::casework {

/// Whether a clock over several tasks covers some that have a limit of their own: then it gives the others no time of theirs.
bool shares_with_limited(const process::Process& process, const process::Clock& shared);

/// `view` gives the readings of the started clocks. What nobody knows yet is taken at its longest: every branch that may
/// still be taken, one place of each permit that may still be needed.
Forecast forecast(const Case& the_case, const Unfolding& now, const CaseView& view, const calendar::Calendar& calendar, Day today);

}  // namespace bandian::casework
