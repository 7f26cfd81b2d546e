#pragma once
// Why a clock's date is what it is: its days one by one, each with its number or the reason why it does not count.

#include "casework/view.hpp"

namespace bandian::casework {

/// Of a day that does not count: it begins a step's time; it is a rest day; all that could run was held; a step ran,
/// but beside another that has used more; no step was running.
enum class DayReason { counts, first_day, rest, held, in_parallel, not_running };

struct ClockDay {
    Day day{};
    DayReason reason = DayReason::counts;
    int number = 0;    ///< of a day that counts, from 1
    std::string hold;  ///< reason of the hold, while held
    calendar::DayFact fact;
};

/// From the day the clock started to the day it stopped, or to its due day or today, whichever is later. Empty: no such
/// clock.
std::vector<ClockDay> days_of(const Case& the_case, const std::string& clock, const calendar::Calendar& calendar,
                              Day today);

}  // namespace bandian::casework
