#include "clocks/reading.hpp"

#include <algorithm>

namespace bandian::clocks {

namespace {

constexpr Day beyond = Day{date::days{1'000'000'000}};

/// A covered stretch with the last day on which the clock could still be kept on its path.
struct Leg {
    Day from;
    Day to;
    bool open;
    std::optional<Day> due;  ///< absent while `notBefore` holds it off; `beyond` past the calendar
};

class Walk {
public:
    Walk(const Course& course, const process::TaskSet& covers, const Promise& promise, const Calendar& calendar, Day today)
        : course_(course), covers_(covers), promise_(promise), calendar_(calendar), today_(today) {}

    WorkingDays used(int index, WorkingDays prefix) {
        const CourseNode& node = course_[static_cast<std::size_t>(index)];
        switch (node.arrangement) {
            case Arrangement::task: return covers_[static_cast<std::size_t>(node.task)] ? used_by_task(node, prefix) : WorkingDays{};
            case Arrangement::series: {
                WorkingDays sum;
                for (const int child : node.children) sum += used(child, prefix + sum);
                return sum;
            }
            case Arrangement::parallel: {
                WorkingDays longest;
                for (const int child : node.children) longest = std::max(longest, used(child, prefix));
                return longest;
            }
        }
        return {};
    }

    const std::vector<Leg>& legs() const { return legs_; }

private:
    WorkingDays used_by_task(const CourseNode& node, WorkingDays prefix) {
        WorkingDays so_far;
        for (const Stretch& stretch : node.stretches) {
            const Day to = stretch.to.value_or(today_);
            legs_.push_back({stretch.from, to, !stretch.to, due(stretch.from, promise_.limit - prefix - so_far)});
            so_far += calendar_.count(stretch.from, to);
        }
        return so_far;
    }

    std::optional<Day> due(Day from, WorkingDays left) const {
        const Day by_limit = calendar_.add(from, std::max(left, WorkingDays{0})).value_or(beyond);
        if (!promise_.not_before) return by_limit;
        if (!promise_.not_before->finished) return std::nullopt;
        return std::max(by_limit, calendar_.add(*promise_.not_before->finished, {0}).value_or(beyond));
    }

    const Course& course_;
    const process::TaskSet& covers_;
    const Promise& promise_;
    const Calendar& calendar_;
    Day today_;
    std::vector<Leg> legs_;
};

std::optional<Day> earliest(std::optional<Day> a, std::optional<Day> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<Day> earliest_missed(const std::vector<Leg>& legs) {
    std::optional<Day> missed;
    for (const Leg& leg : legs)
        if (leg.due && leg.to > *leg.due) missed = earliest(missed, leg.due);
    return missed;
}

std::optional<Day> earliest_of_open(const std::vector<Leg>& legs) {
    std::optional<Day> due;
    for (const Leg& leg : legs)
        if (leg.open) due = earliest(due, leg.due);
    return due;
}

std::optional<Day> earliest_of_last(const std::vector<Leg>& legs) {
    Day last = legs.front().to;
    for (const Leg& leg : legs) last = std::max(last, leg.to);
    std::optional<Day> due;
    for (const Leg& leg : legs)
        if (leg.to == last) due = earliest(due, leg.due);
    return due;
}

/// Of a clock that waits for another task: the days it ran after its due day, since its limit says nothing about them.
WorkingDays run_after(const std::vector<Leg>& legs, Day due, const Calendar& calendar) {
    WorkingDays sum;
    for (const Leg& leg : legs)
        if (leg.to > due) sum += calendar.count(std::max(leg.from, due), leg.to);
    return sum;
}

/// The first day from which at most `left` working days remain until `due`: rank(due) - rank(day) <= left.
Day first_day_within(const Calendar& calendar, Day due, WorkingDays left) {
    // The rank changes on working days only: it is the working day on which rank(due) - left is reached.
    std::optional<Day> day = calendar.is_working(due) ? std::optional{due} : calendar.previous(due);
    for (; day && left.value > 0; --left.value) day = calendar.previous(*day);
    return day.value_or(calendar.first());
}

Light light_of(const Reading& r, bool cancelled, Day today) {
    if (r.state == ClockState::stopped) return r.broken ? Light::late : cancelled ? Light::cancelled : Light::met;
    if (r.broken) return Light::red;
    if (r.state == ClockState::paused) return Light::paused;
    return r.turns_yellow && today >= *r.turns_yellow ? Light::yellow : Light::green;
}

}  // namespace

std::string_view word(ClockState state) {
    switch (state) {
        case ClockState::running: return "running";
        case ClockState::paused: return "paused";
        case ClockState::stopped: return "stopped";
    }
    return {};
}

std::string_view word(Light light) {
    switch (light) {
        case Light::green: return "green";
        case Light::yellow: return "yellow";
        case Light::red: return "red";
        case Light::paused: return "paused";
        case Light::met: return "met";
        case Light::late: return "late";
        case Light::cancelled: return "cancelled";
    }
    return {};
}

std::optional<Reading> read(const Course& course, int root, const process::TaskSet& covers, const Promise& promise,
                            const Standing& standing, const Calendar& calendar, Day today) {
    Walk walk{course, covers, promise, calendar, today};
    Reading r;
    r.limit = promise.limit;
    r.used = walk.used(root, {});
    const std::vector<Leg>& legs = walk.legs();
    if (legs.empty()) return std::nullopt;
    r.left = r.limit - r.used;
    r.state = standing.state;
    r.started_on = std::min_element(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) { return a.from < b.from; })->from;
    r.stopped_on = standing.stopped_on;
    if (promise.kind == process::ClockKind::mean) return r;

    const std::optional<Day> missed = earliest_missed(legs);
    r.broken = missed.has_value();
    r.due = missed                                 ? missed
            : r.state == ClockState::running       ? earliest_of_open(legs)
            : r.state == ClockState::stopped       ? earliest_of_last(legs)
                                                   : std::nullopt;
    if (r.due == beyond) {
        r.due.reset();
        r.due_beyond_calendar = true;
    }
    r.provisional = r.due && calendar.is_provisional(*r.due);
    r.late_by = !r.broken             ? WorkingDays{0}
                : promise.not_before  ? run_after(legs, *missed, calendar)
                                      : std::max(WorkingDays{0}, r.used - r.limit);
    if (r.due && r.state != ClockState::stopped) {
        r.turns_yellow = first_day_within(calendar, *r.due, promise.warn_at.value_or(WorkingDays{promise.limit.value / 3}));
        r.turns_red = *r.due + date::days{1};
    }
    r.light = light_of(r, standing.cancelled, today);
    return r;
}

}  // namespace bandian::clocks
