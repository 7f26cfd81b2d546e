#pragma once
// One running of a task, open or finished, as lists and figures show it.

#include "casework/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

struct Step {
    std::string path;
    std::string owner;
    process::Party party = process::Party::utility;
    casework::TaskState state = casework::TaskState::active;
    calendar::Day since{};
    std::optional<calendar::Day> until;
    std::string outcome;
    std::string clock;                                 ///< that judges it; empty: none does
    process::Unit unit = process::Unit::working_days;  ///< that its days are counted in: never months
    std::optional<calendar::Day> due;
    bool provisional = false;
    std::optional<calendar::Day> turns_yellow;  ///< while it runs: from this day it is at least yellow
    std::optional<calendar::Day> turns_red;     ///< while it runs: from this day it is late; else only if it was late
    int late_by = 0;                            ///< once it is held or finished
    int uncounted = 0;             ///< once it runs late: days since its due day not its own; negative: own before
    std::optional<int> days_left;  ///< while it is held
    int held_for_applicant = 0;    ///< working days of holds that have ended
    int held_for_owner = 0;

    friend bool operator==(const Step&, const Step&) = default;
};

/// As the view has them, told so that nothing in them changes from day to day. In order of starting.
std::vector<Step> steps_of(const casework::Case& the_case, const casework::CaseView& view,
                           const calendar::Calendar& calendar);

/// In the days of its clock: what is left; negative of one that is late; absent of a finished one and where nothing is
/// due.
std::optional<int> days_left(const Step& step, const calendar::Calendar& calendar, calendar::Day today);

/// In those days, of one that runs late on the day, or was late; absent where today is past the calendar.
std::optional<int> late_by(const Step& step, const calendar::Calendar& calendar, calendar::Day today);

}  // namespace bandian::app
