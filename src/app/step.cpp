#include "app/step.hpp"

#include <algorithm>

namespace bandian::app {

namespace {

bool runs_late(const Step& step, calendar::Day today) {
    return step.state == casework::TaskState::active && step.turns_red && *step.turns_red <= today;
}

/// Whether the calendar reaches to both its due day and today.
bool covers(const Step& step, const calendar::Calendar& calendar, calendar::Day today) {
    return calendar.covers(*step.due) && calendar.covers(today);
}

}  // namespace

std::vector<Step> steps_of(const casework::Case& c, const casework::CaseView& view,
                           const calendar::Calendar& calendar) {
    std::vector<Step> steps;
    for (const casework::TaskView& task : view.tasks) {
        Step& step = steps.emplace_back();
        step.path = task.path;
        step.owner = task.owner;
        step.party = task.party;
        step.state = task.state;
        step.since = task.since;
        step.until = task.until;
        step.outcome = task.outcome;
        for (const casework::HoldSpan& hold : task.holds) {
            if (!hold.to) continue;
            const process::HoldReason* reason = c.pack->hold_reason(hold.reason);
            (reason && reason->applicant_ends ? step.held_for_applicant : step.held_for_owner) +=
                calendar.count(hold.from, *hold.to).value;
        }
        if (!task.reading) continue;
        const clocks::StepReading& reading = *task.reading;
        step.clock = task.clock;
        step.unit = reading.unit;
        step.due = reading.due;
        step.provisional = reading.provisional;
        step.turns_yellow = reading.turns_yellow;
        step.turns_red = reading.turns_red;
        if (task.state == casework::TaskState::active) {
            step.uncounted = reading.uncounted.value;
            continue;
        }
        if (reading.late) step.turns_red = *reading.due + date::days{1};
        step.late_by = reading.late_by.value;
        if (task.state == casework::TaskState::held && reading.left) step.days_left = reading.left->value;
    }
    return steps;
}

std::optional<int> days_left(const Step& step, const calendar::Calendar& calendar, calendar::Day today) {
    if (step.state == casework::TaskState::held) return step.days_left;
    if (step.state != casework::TaskState::active || !step.due || !covers(step, calendar, today)) return std::nullopt;
    if (runs_late(step, today)) return -*late_by(step, calendar, today);
    return clocks::days_until(*step.due, step.unit, calendar, today).value;
}

std::optional<int> late_by(const Step& step, const calendar::Calendar& calendar, calendar::Day today) {
    if (!runs_late(step, today)) return step.late_by;
    if (!covers(step, calendar, today)) return std::nullopt;
    // A clock of the service that was set back may show a day before that of the case.
    return std::max(0, -clocks::days_until(*step.due, step.unit, calendar, today).value - step.uncounted);
}

}  // namespace bandian::app
