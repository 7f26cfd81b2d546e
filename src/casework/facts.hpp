#pragma once
// The one reading of a case on a day, from which every face tells: its steps and clocks, the path that decided, whose
// each day was, and when power is expected.

#include "casework/deciding_path.hpp"
#include "casework/forecast.hpp"

namespace bandian::casework {

struct CaseFacts : CaseView {
    std::vector<PathStep> path;  ///< to the end of a closed case, else to today: the forecast's steps come after
    Responsibility responsibility{};
    std::vector<std::optional<WorkingDays>> slack;  ///< by task
    std::optional<Forecast> expected;               ///< of an open case
};

/// Every day of the case must lie within the calendar. Throws BeyondCalendar when `today` does not.
CaseFacts facts(const Case& the_case, const calendar::Calendar& calendar, Day today);

}  // namespace bandian::casework
