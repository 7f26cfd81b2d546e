#pragma once
// The expected power-on day: what is left of each step ahead at its full remaining limit, along the longest path.
//
// A task of the applicant, or without a clock that gives it time, counts none. The first on the way under a clock
// counts what that clock has left there, the later ones under the same clock nothing. Of a loop the attempt that runs
// or comes next counts, as if it were the last. What nobody has said yet is taken at its longest, and at its shortest
// for the earliest day.

#include "casework/view.hpp"

namespace bandian::casework {

using calendar::WorkingDays;

struct AheadStep {
    std::string path;  ///< of a place not known yet: of the first
    process::TaskIndex task;
    std::optional<std::size_t> task_instance;  ///< index into the process state, of one that has started
    process::Party party = process::Party::utility;
    process::ClockIndex clock;  ///< that judges it and gives it time
    WorkingDays days;           ///< of which so many are left for it, unless an earlier step on the way has taken them

    bool applicants() const { return party == process::Party::applicant; }
};

struct Forecast {
    WorkingDays days;
    WorkingDays shortest;
    std::optional<Day> day;  ///< absent past the calendar
    std::optional<Day> earliest;
    bool provisional = false;              ///< of `day`
    std::vector<AheadStep> steps;          ///< on the longest way, in order
    std::vector<AheadStep> for_applicant;  ///< his, on this way or another
    std::vector<std::string> waits_for;    ///< tasks that count none and are open, or next on the longest way
};

/// Whether a clock over several tasks covers some that have a limit of their own: then it gives the others no time of
/// theirs.
bool shares_with_limited(const process::Process& process, const process::Clock& shared);

/// Of an open case. `today` and every day of the timeline must lie within the calendar.
Forecast forecast(const Case& the_case, const ProcessState& now, const calendar::Calendar& calendar, Day today);

}  // namespace bandian::casework
