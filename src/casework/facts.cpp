#include "casework/facts.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

/// The task that the longest way goes on from.
std::optional<std::size_t> running_on(const CaseView& view, const ProcessState& now, const Forecast& expected) {
    if (expected.steps.empty() || !expected.steps.front().task_instance) return std::nullopt;
    const clocks::TimelineIndex timeline = now.task_instances[*expected.steps.front().task_instance].timeline;
    const auto task = std::find_if(view.tasks.begin(), view.tasks.end(),
                                   [&](const TaskView& one) { return one.timeline == timeline; });
    return static_cast<std::size_t>(task - view.tasks.begin());
}

}  // namespace

CaseFacts facts(const Case& c, const calendar::Calendar& calendar, Day today) {
    const ProcessState now = process_state(c);
    CaseFacts f{view(c, now, calendar, today), {}, {}, {}, {}};
    if (f.state == CaseState::open) f.expected = forecast(c, now, calendar, today);
    f.path = deciding_path(c, f, f.expected ? running_on(f, now, *f.expected) : std::nullopt, calendar);
    f.responsibility = responsibility(f, f.path);
    f.slack = slack_beside(f, f.path, calendar);
    return f;
}

}  // namespace bandian::casework
