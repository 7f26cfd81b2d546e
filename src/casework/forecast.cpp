#include "casework/forecast.hpp"

#include "casework/ahead.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

bool open(const AheadStep& step) { return step.task_instance.has_value(); }

std::vector<std::string> waits_for(const Ahead& ahead) {
    std::vector<std::string> tasks;
    for (const AheadStep& step : ahead.met)
        if (open(step) && step.days.value == 0) tasks.push_back(step.path);
    const std::vector<AheadStep>& way = ahead.longest.steps;
    const auto next = std::find_if_not(way.begin(), way.end(), open);
    // One under a clock that an earlier step has taken the time of is waited for with that.
    if (next != way.end() && !next->clock) tasks.push_back(next->path);
    return tasks;
}

}  // namespace

bool shares_with_limited(const process::Process& process, const process::Clock& shared) {
    return std::any_of(process.clocks.begin(), process.clocks.end(),
                       [&](const process::Clock& clock) { return clock.own && (clock.covers & shared.covers).any(); });
}

Forecast forecast(const Case& c, const ProcessState& now, const calendar::Calendar& calendar, Day today) {
    Ahead ahead = ahead_of(c, now, calendar, today, Unsaid::at_its_longest);
    Forecast f;
    f.days = {ahead.longest.days};
    f.shortest = {ahead_of(c, now, calendar, today, Unsaid::at_its_shortest).longest.days};
    f.day = calendar.add(today, f.days);
    f.earliest = calendar.add(today, f.shortest);
    f.provisional = f.day && calendar.is_provisional(*f.day);
    f.waits_for = waits_for(ahead);
    for (const AheadStep& step : ahead.met)
        if (step.applicants()) f.for_applicant.push_back(step);
    f.steps = std::move(ahead.longest.steps);
    return f;
}

}  // namespace bandian::casework
