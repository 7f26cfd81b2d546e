#pragma once
// What a case gives its applicant 出件, and by when it is to be in his hands: outcomes of which the pack says so.

#include "casework/view.hpp"

namespace bandian::casework {

struct Result {
    std::string task;  ///< path of the task that gave it
    std::string outcome;
    std::string owner;  ///< department
    Day given{};
    std::optional<Day>
        deliver_by;            ///< last day to hand it over, where the pack sets a term; absent also past the calendar
    bool provisional = false;  ///< of `deliver_by`
};

/// In the order in which they were given.
std::vector<Result> results_of(const Case& the_case, const CaseView& view, const calendar::Calendar& calendar);

}  // namespace bandian::casework
