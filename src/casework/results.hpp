#pragma once
// What a case gives its applicant 出件: permits, the supply plan, power; and by when it is to be in his hands.

#include "casework/view.hpp"

namespace bandian::casework {

struct Result {
    std::string task;               ///< path of the task that gave it
    std::string outcome;
    std::string owner;              ///< department
    Day given{};
    std::optional<Day> deliver_by;  ///< last day to hand it over, of a permit that was granted; absent also past the calendar
    bool provisional = false;       ///< of `deliver_by`
};

/// In the order in which they were given.
std::vector<Result> results_of(const Case& the_case, const CaseView& view, const calendar::Calendar& calendar);

}  // namespace bandian::casework
