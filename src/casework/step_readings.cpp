#include "casework/step_readings.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

clocks::StepState step_state(TaskState state) {
    switch (state) {
        case TaskState::active: return clocks::StepState::running;
        case TaskState::held: return clocks::StepState::held;
        case TaskState::done: return clocks::StepState::done;
        case TaskState::cancelled: break;
    }
    return clocks::StepState::cancelled;
}

}  // namespace

std::vector<JudgedStep> judged_steps(const Case& c, const ProcessState& now, const Timing& timing,
                                     const calendar::Calendar& calendar, Day today) {
    std::vector<JudgedStep> steps(now.task_instances.size());
    const process::Indexed<process::ClockIndex, process::Task> judging = process::judging_clocks(*c.process);
    process::Indexed<std::size_t, clocks::TimelineNode> at(timing.timeline.size());
    for (std::size_t i = 0; i < now.task_instances.size(); ++i) at[now.task_instances[i].timeline] = i;
    for (std::size_t k = 0; k < now.clocks.size(); ++k) {
        const ClockInstance& instance = now.clocks[k];
        const auto judged = [&](std::size_t i) { return judging[now.task_instances[i].task] == instance.clock; };
        bool any = false;
        for (std::size_t i = instance.first; i < instance.last; ++i) any = any || judged(i);
        if (!any) continue;
        const TimedClock& timed = timing.clocks[k];
        const process::TaskSet& covers = c.process->clocks[instance.clock].covers;
        const auto legs = clocks::legs_of(timing.timeline, timed.root, covers, timed.promise, calendar, today);
        for (auto from = legs->all.begin(); from != legs->all.end();) {
            const auto to =
                std::find_if(from, legs->all.end(), [&](const clocks::Leg& leg) { return leg.node != from->node; });
            if (const std::size_t i = at[from->node]; judged(i)) {
                const clocks::StepState state = step_state(now.task_instances[i].state);
                steps[i] = {instance.id,
                            clocks::read_step({from, to}, legs->limit, timed.promise, state, calendar, today)};
            }
            from = to;
        }
    }
    return steps;
}

std::vector<HoldSpan> holds_of(const Case& c, const TaskInstance& o) {
    std::vector<HoldSpan> holds;
    const auto found = c.tasks.find(o.path);
    if (found == c.tasks.end()) return holds;
    for (const TaskFact& fact : found->second) {
        if (!holds.empty() && !holds.back().to) holds.back().to = fact.mark.day;
        if (fact.change == TaskChange::held) holds.push_back({fact.mark.day, std::nullopt, fact.word});
    }
    if (!holds.empty() && !holds.back().to && o.until) holds.back().to = o.until->day;
    return holds;
}

HeldDays held_days(const Case& c, const TaskView& task, Day from, Day to, const calendar::Calendar& calendar) {
    HeldDays days;
    for (const HoldSpan& hold : task.holds) {
        const Day first = std::max(hold.from, from), last = std::min(hold.to.value_or(to), to);
        if (last <= first) continue;
        const process::HoldReason* reason = c.pack->hold_reason(hold.reason);
        (reason && reason->applicant_ends ? days.applicant : days.owner) += calendar.count(first, last);
    }
    return days;
}

}  // namespace bandian::casework
