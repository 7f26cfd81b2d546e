#pragma once
// The path that decided when a case reached its end, and whose each of its days was: of a sequence or a loop all its
// parts, of branches side by side the one that ended last, of several that ended on that day the first in the file.

#include "casework/view.hpp"

#include <array>

namespace bandian::casework {

using calendar::WorkingDays;

struct PathStep {
    std::size_t task = 0;            ///< index into CaseView::tasks
    Day from{};                      ///< the day the step before it ended, or the submission
    Day to{};                        ///< of one that runs on: today
    WorkingDays days;                ///< of (from, to], the held ones included
    WorkingDays held_for_applicant;  ///< of them, those of a hold that the applicant has to end
    WorkingDays held_for_owner;      ///< of them, those of another
};

struct PartyDays {
    process::Party party = process::Party::utility;
    WorkingDays days;
    WorkingDays held;  ///< of them
};

/// The responsibility ledger: all four parties, in their order.
using Responsibility = std::array<PartyDays, process::all_parties.size()>;

/// `running`: the task that the forecast says decides, of an open case. The steps cover every working day from the
/// submission to the end of a closed case, else to today, once.
std::vector<PathStep> deciding_path(const Case& the_case, const CaseView& view, std::optional<std::size_t> running,
                                    const calendar::Calendar& calendar);

Responsibility responsibility(const CaseView& view, const std::vector<PathStep>& path);

/// By task: the working days by which it could have ended later without moving the end; absent on the path, and of a
/// case that has not reached power-on.
std::vector<std::optional<WorkingDays>> slack_beside(const CaseView& view, const std::vector<PathStep>& path,
                                                     const calendar::Calendar& calendar);

}  // namespace bandian::casework
