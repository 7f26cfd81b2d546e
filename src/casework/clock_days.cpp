#include "casework/clock_days.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

/// The course as it was known on the evening of a day: nothing later has happened.
clocks::Course until(const clocks::Course& course, Day day) {
    clocks::Course then = course;
    for (clocks::CourseNode& node : then) {
        std::erase_if(node.stretches, [&](const clocks::Stretch& stretch) { return stretch.from > day; });
        for (clocks::Stretch& stretch : node.stretches)
            if (stretch.to && *stretch.to > day) stretch.to.reset();
    }
    return then;
}

/// The hold that stops a task of the clock on a day; empty: none.
std::string hold_on(const Case& c, const Unfolding& now, const ClockInstance& instance, const process::TaskSet& covers, Day day) {
    for (std::size_t i = instance.first; i < instance.last; ++i) {
        const Occurrence& o = now.occurrences[i];
        const auto facts = c.tasks.find(o.path);
        if (!covers[static_cast<std::size_t>(o.task)] || facts == c.tasks.end()) continue;
        std::string held;
        for (const TaskFact& fact : facts->second) {
            if (fact.change == TaskChange::held && fact.mark.day < day) held = fact.word;
            if (fact.change != TaskChange::held && fact.mark.day < day) held.clear();
        }
        if (!held.empty()) return held;
    }
    return {};
}

}  // namespace

std::vector<ClockDay> days_of(const Case& c, const std::string& id, const calendar::Calendar& calendar, Day today) {
    const Unfolding now = unfold(c);
    const ClockInstance* instance = now.clock(id);
    const std::vector<ClockView> views = clock_views(timing_of(c, now), *c.process, calendar, today);
    const ClockView* clock = find_clock(views, id);
    if (!instance || !clock) return {};
    const clocks::Reading& r = clock->reading;
    const Day last = std::min(calendar.last(), r.stopped_on ? *r.stopped_on : std::max(today, r.due.value_or(today)));
    const process::TaskSet& covers = c.process->clocks[static_cast<std::size_t>(instance->clock)].covers;
    clocks::Standing running;  // used days do not depend on how the clock stands

    std::vector<ClockDay> days;
    int used = 0;
    for (Day day = r.started_on; day <= last; day += date::days{1}) {
        ClockDay one{day, DayReason::not_running, 0, {}, calendar.fact(day)};
        const auto then = clocks::read(until(now.course, std::min(day, today)), instance->root, covers, promise_of(c, *instance), running, calendar, day);
        const int by_then = then ? then->used.value : used;
        if (day == r.started_on) one.reason = DayReason::first_day;
        else if (by_then > used) one = {day, DayReason::counts, by_then, {}, one.fact};
        else if (one.hold = hold_on(c, now, *instance, covers, day); !one.hold.empty()) one.reason = DayReason::held;
        else if (!calendar.is_working(day)) one.reason = DayReason::rest;
        used = std::max(used, by_then);
        days.push_back(std::move(one));
    }
    return days;
}

}  // namespace bandian::casework
