#pragma once
// What each step of a case reads under the clock that judges it, and when it was held.

#include "casework/view.hpp"

namespace bandian::casework {

struct JudgedStep {
    std::string clock;                           ///< empty: none judges it
    std::optional<clocks::StepReading> reading;  ///< absent likewise
};

/// By task instance. `today` and every day of the timeline must lie within the calendar.
std::vector<JudgedStep> judged_steps(const Case& the_case, const ProcessState& now, const Timing& timing,
                                     const calendar::Calendar& calendar, Day today);

std::vector<HoldSpan> holds_of(const Case& the_case, const TaskInstance& task_instance);

/// Working days on hold, by who had to end it.
struct HeldDays {
    calendar::WorkingDays applicant;
    calendar::WorkingDays owner;
};

/// The days of (from, to] on which the task was held.
HeldDays held_days(const Case& the_case, const TaskView& task, Day from, Day to, const calendar::Calendar& calendar);

}  // namespace bandian::casework
