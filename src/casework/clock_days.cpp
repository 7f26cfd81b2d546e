#include "casework/clock_days.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

/// The timeline as it was known on the evening of a day: nothing later has happened.
clocks::Timeline until(const clocks::Timeline& timeline, Day day) {
    clocks::Timeline then = timeline;
    for (clocks::TimelineNode& node : then) {
        std::erase_if(node.intervals, [&](const clocks::Interval& interval) { return interval.from > day; });
        for (clocks::Interval& interval : node.intervals)
            if (interval.to && *interval.to > day) interval.to.reset();
    }
    return then;
}

/// What the steps of a clock did on a day: between its evening and the one before.
class DayOfSteps {
public:
    DayOfSteps(const Case& c, const ProcessState& now, const ClockInstance& instance, const process::TaskSet& covers,
               Day day) {
        for (std::size_t i = instance.first; i < instance.last; ++i) {
            const TaskInstance& o = now.task_instances[i];
            if (!contains(covers, o.task)) continue;
            for (const clocks::Interval& interval : now.timeline[o.timeline].intervals) {
                ran |= interval.from < day && (!interval.to || day <= *interval.to);
                began |= interval.from == day;
            }
            if (hold.empty() && !(o.until && o.until->day < day)) hold = hold_of(c, o, day);
        }
    }

    bool ran = false;
    bool began = false;
    std::string hold;  ///< reason of the first one that stopped a step; empty: none

private:
    static std::string hold_of(const Case& c, const TaskInstance& o, Day day) {
        std::string held;
        const auto facts = c.tasks.find(o.path);
        if (facts == c.tasks.end()) return held;
        for (const TaskFact& fact : facts->second)
            if (fact.mark.day < day) held = fact.change == TaskChange::held ? fact.word : std::string{};
        return held;
    }
};

/// Of a day that does not count.
DayReason reason_of(const DayOfSteps& steps, bool counted_kind) {
    if (steps.ran) return counted_kind ? DayReason::in_parallel : DayReason::rest;
    if (!steps.hold.empty()) return DayReason::held;
    if (steps.began) return DayReason::first_day;
    return counted_kind ? DayReason::not_running : DayReason::rest;
}

}  // namespace

std::vector<ClockDay> days_of(const Case& c, const std::string& id, const calendar::Calendar& calendar, Day today) {
    const ProcessState now = process_state(c);
    const ClockInstance* instance = now.clock(id);
    const std::vector<ClockView> views = clock_views(timing_of(c, now), *c.process, calendar, today);
    const ClockView* clock = find_clock(views, id);
    if (!instance || !clock) return {};
    const clocks::Reading& r = clock->reading;
    const Day last = std::min(calendar.last(), r.stopped_on ? *r.stopped_on : std::max(today, r.due.value_or(today)));
    const process::TaskSet& covers = c.process->clocks[instance->clock].covers;
    clocks::Standing running;  // used days do not depend on how the clock stands

    std::vector<ClockDay> days;
    int used = 0;
    for (Day day = r.started_on; day <= last; day += date::days{1}) {
        ClockDay one{day, DayReason::not_running, 0, {}, calendar.fact(day)};
        const auto then = clocks::read(until(now.timeline, std::min(day, today)), instance->root, covers,
                                       promise_of(c, *instance), running, calendar, day);
        const int by_then = then ? then->used.value : used;
        if (by_then > used) {
            one.reason = DayReason::counts;
            one.number = by_then;
        } else {
            const DayOfSteps steps{c, now, *instance, covers, day};
            one.reason = reason_of(steps, r.unit == process::Unit::calendar_days || calendar.is_working(day));
            if (one.reason == DayReason::held) one.hold = steps.hold;
        }
        used = std::max(used, by_then);
        days.push_back(std::move(one));
    }
    return days;
}

}  // namespace bandian::casework
