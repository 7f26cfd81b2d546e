#include "clocks/reading.hpp"

#include <algorithm>

namespace bandian::clocks {

namespace {

constexpr Day beyond = Day{date::days{1'000'000'000}};

/// How a clock counts from one day to another.
class Measure {
public:
    Measure(process::Unit unit, const Calendar& calendar)
        : working_(unit == process::Unit::working_days), calendar_(calendar) {}

    Days count(Day from, Day to) const {
        return {working_ ? calendar_.count(from, to).value : static_cast<int>((to - from).count())};
    }

    /// The last day of a term, a working day (民法典 203); `beyond` past the calendar.
    Day add(Day from, Days n) const {
        if (working_) return calendar_.add(from, {n.value}).value_or(beyond);
        return calendar_.add_calendar_days(from, date::days{n.value}).value_or(beyond);
    }

    /// The first day from which at most `left` days remain until `due`.
    Day first_day_within(Day due, Days left) const {
        if (!working_) return due - date::days{left.value};
        // The rank changes on working days only: it is the working day on which rank(due) - left is reached.
        std::optional<Day> day = calendar_.is_working(due) ? std::optional{due} : calendar_.previous(due);
        for (; day && left.value > 0; --left.value) day = calendar_.previous(*day);
        return day.value_or(calendar_.first());
    }

private:
    bool working_;
    const Calendar& calendar_;
};

class Walk {
public:
    Walk(const Timeline& timeline, const process::TaskSet& covers, const Promise& promise, Days limit,
         const Measure& measure, Day today)
        : timeline_(timeline), covers_(covers), promise_(promise), limit_(limit), measure_(measure), today_(today) {}

    Days used(TimelineIndex index, Days prefix) {
        const TimelineNode& node = timeline_[index];
        switch (node.arrangement) {
            case Arrangement::task: return contains(covers_, node.task) ? used_by_task(index, prefix) : Days{};
            case Arrangement::series: {
                Days sum;
                for (TimelineIndex child = node.first_child; child; child = next(child))
                    sum += used(child, prefix + sum);
                return sum;
            }
            case Arrangement::parallel: {
                Days longest;
                for (TimelineIndex child = node.first_child; child; child = next(child))
                    longest = std::max(longest, used(child, prefix));
                return longest;
            }
        }
        return {};
    }

    std::vector<Leg> legs() && { return std::move(legs_); }

private:
    TimelineIndex next(TimelineIndex index) const { return timeline_[index].next; }

    Days used_by_task(TimelineIndex index, Days prefix) {
        Days so_far;
        for (const Interval& interval : timeline_[index].intervals) {
            const Day to = interval.to.value_or(today_);
            const Days used = measure_.count(interval.from, to);
            legs_.push_back(
                {index, interval.from, to, !interval.to, prefix, used, due(interval.from, limit_ - prefix - so_far)});
            so_far += used;
        }
        return so_far;
    }

    std::optional<Day> due(Day from, Days left) const {
        const Day by_limit = measure_.add(from, std::max(left, Days{0}));
        if (!promise_.not_before) return by_limit;
        if (!promise_.not_before->finished) return std::nullopt;
        return std::max(by_limit, measure_.add(*promise_.not_before->finished, {0}));
    }

    const Timeline& timeline_;
    const process::TaskSet& covers_;
    const Promise& promise_;
    Days limit_;
    const Measure& measure_;
    Day today_;
    std::vector<Leg> legs_;
};

std::optional<Day> earliest(std::optional<Day> a, std::optional<Day> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<Day> earliest_missed(std::span<const Leg> legs) {
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

/// The days it ran after its due day: of a clock that waits for another task its limit says nothing about them, and one
/// in calendar days may end later than its limit, when its last day is a rest day.
Days run_after(std::span<const Leg> legs, Day due, const Measure& measure) {
    Days sum;
    for (const Leg& leg : legs)
        if (leg.to > due) sum += measure.count(std::max(leg.from, due), leg.to);
    return sum;
}

/// nullopt: no covered task has started. Only a term in months is asked when it started.
std::optional<Days> limit_of(const Promise& promise, const Timeline& timeline, TimelineIndex root,
                             const process::TaskSet& covers) {
    if (promise.unit != process::Unit::months) return Days{promise.limit} + promise.extension;
    const std::optional<Day> start = first_start(timeline, root, covers);
    if (!start) return std::nullopt;
    return Days{static_cast<int>((calendar::months_later(*start, date::months{promise.limit}) - *start).count())} +
           promise.extension;
}

Light light_of(const Reading& r, bool cancelled, Day today) {
    if (r.state == ClockState::stopped) return r.broken ? Light::late : cancelled ? Light::cancelled : Light::met;
    if (r.broken) return Light::red;
    if (r.state == ClockState::paused) return Light::paused;
    return r.turns_yellow && today >= *r.turns_yellow ? Light::yellow : Light::green;
}

/// A clock whose limit says how many days were too many: of one that waits for another task, or in calendar days, it
/// does not.
bool tells_by_limit(const Promise& promise) {
    return !promise.not_before && promise.unit == process::Unit::working_days;
}

Days warn_at(const Promise& promise, Days limit) { return promise.warn_at.value_or(Days{limit.value / 3}); }

/// A due day as it can be told: none past the calendar.
template <class Told>
void tell_due(Told& told, std::optional<Day> due, const Calendar& calendar) {
    told.due_beyond_calendar = due == beyond;
    if (due != beyond) told.due = due;
    told.provisional = told.due && calendar.is_provisional(*told.due);
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

Days days_until(Day due, process::Unit unit, const Calendar& calendar, Day today) {
    const Measure measure{unit, calendar};
    return due >= today ? measure.count(today, due) : Days{} - measure.count(due, today);
}

std::optional<Day> first_start(const Timeline& timeline, TimelineIndex index, const process::TaskSet& covers) {
    const TimelineNode& node = timeline[index];
    if (node.arrangement == Arrangement::task) {
        if (!contains(covers, node.task)) return std::nullopt;
        return node.intervals.front().from;
    }
    std::optional<Day> first;
    for (TimelineIndex child = node.first_child; child; child = timeline[child].next)
        first = earliest(first, first_start(timeline, child, covers));
    return first;
}

int used_at(const Timeline& timeline, TimelineIndex index, const process::TaskSet& covers, process::Unit unit,
            const process::Indexed<int, TimelineNode>& used, const Calendar& calendar, Day today) {
    const TimelineNode& node = timeline[index];
    int days = 0;
    if (node.arrangement == Arrangement::task) {
        if (!contains(covers, node.task)) return 0;
        const Measure measure{unit, calendar};
        for (const Interval& interval : node.intervals)
            days += measure.count(interval.from, interval.to.value_or(today)).value;
        return days;
    }
    for (TimelineIndex child = node.first_child; child; child = timeline[child].next) {
        const int one = used[child];
        days = node.arrangement == Arrangement::series ? days + one : std::max(days, one);
    }
    return days;
}

std::optional<Legs> legs_of(const Timeline& timeline, TimelineIndex root, const process::TaskSet& covers,
                            const Promise& promise, const Calendar& calendar, Day today) {
    const std::optional<Days> limit = limit_of(promise, timeline, root, covers);
    if (!limit) return std::nullopt;
    const Measure measure{promise.unit, calendar};
    Walk walk{timeline, covers, promise, *limit, measure, today};
    Legs legs{*limit, walk.used(root, {}), {}};
    legs.all = std::move(walk).legs();
    return legs.all.empty() ? std::nullopt : std::optional{std::move(legs)};
}

std::optional<Reading> read(const Timeline& timeline, TimelineIndex root, const process::TaskSet& covers,
                            const Promise& promise, const Standing& standing, const Calendar& calendar, Day today) {
    const std::optional<Legs> covered = legs_of(timeline, root, covers, promise, calendar, today);
    if (!covered) return std::nullopt;
    const std::vector<Leg>& legs = covered->all;
    const Measure measure{promise.unit, calendar};
    Reading r;
    r.limit = covered->limit;
    r.unit = promise.unit == process::Unit::working_days ? promise.unit : process::Unit::calendar_days;
    r.used = covered->used;
    r.left = r.limit - r.used;
    r.state = standing.state;
    r.started_on =
        std::min_element(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) { return a.from < b.from; })->from;
    r.stopped_on = standing.stopped_on;
    if (promise.kind == process::ClockKind::mean) return r;

    const std::optional<Day> missed = earliest_missed(legs);
    r.broken = missed.has_value();
    tell_due(r,
             missed                           ? missed
             : r.state == ClockState::running ? earliest_of_open(legs)
             : r.state == ClockState::stopped ? earliest_of_last(legs)
                                              : std::nullopt,
             calendar);
    if (r.due) r.until_due = days_until(*r.due, r.unit, calendar, today);
    r.late_by = !r.broken                 ? Days{0}
                : tells_by_limit(promise) ? std::max(Days{0}, r.used - r.limit)
                                          : run_after(legs, *missed, measure);
    if (r.due && r.state != ClockState::stopped) {
        r.turns_yellow = measure.first_day_within(*r.due, warn_at(promise, r.limit));
        r.turns_red = *r.due + date::days{1};
    }
    r.light = light_of(r, standing.cancelled, today);
    return r;
}

StepReading read_step(std::span<const Leg> own, Days limit, const Promise& promise, StepState state,
                      const Calendar& calendar, Day today) {
    const Measure measure{promise.unit, calendar};
    const Days prefix = own.front().prefix;
    Days used;
    for (const Leg& leg : own) used += leg.used;
    const std::optional<Day> missed = earliest_missed(own);
    const bool running = state == StepState::running, held = state == StepState::held;
    StepReading r;
    r.unit = promise.unit == process::Unit::working_days ? promise.unit : process::Unit::calendar_days;
    r.late = missed.has_value();
    tell_due(r, missed ? missed : running || state == StepState::done ? own.back().due : std::nullopt, calendar);
    if (r.late)
        r.late_by = tells_by_limit(promise)
                        ? std::max(Days{0}, prefix + used - limit) - std::max(Days{0}, prefix - limit)
                        : run_after(own, *missed, measure);
    if (running && r.due) {
        r.turns_yellow = measure.first_day_within(*r.due, warn_at(promise, limit));
        r.turns_red = *r.due + date::days{1};
        // With nothing left on a rest day it is due on the next working day, which is already over the limit.
        if (r.late) r.uncounted = measure.count(*r.due, today) - r.late_by;
        else if (tells_by_limit(promise))
            r.uncounted = std::max(Days{0}, prefix - limit) - (prefix + used + measure.count(today, *r.due) - limit);
    }
    switch (state) {
        case StepState::running:
            r.light = r.late ? Light::red : r.turns_yellow && today >= *r.turns_yellow ? Light::yellow : Light::green;
            break;
        case StepState::held: r.light = r.late ? Light::red : Light::paused; break;
        case StepState::done: r.light = r.late ? Light::late : Light::met; break;
        case StepState::cancelled: r.light = r.late ? Light::late : Light::cancelled; break;
    }
    if (held) r.left = limit - prefix - used;
    else if (running && r.due) r.left = r.late ? Days{} - r.late_by : measure.count(today, *r.due);
    return r;
}

}  // namespace bandian::clocks
