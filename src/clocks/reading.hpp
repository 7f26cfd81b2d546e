#pragma once
// What a clock says on a day: used, left, due, light. A pure function of the timeline, the promise and the calendar.
//
//   used(task)   = days of its intervals in the clock's unit, 0 when the clock does not cover it
//   used(series) = sum     used(parallel) = maximum over the branches
//   due(interval) = add(its start, max(0, limit - prefix - the task's earlier intervals)), where the prefix of a task
//   is
//                  the sum of used() of everything before it in each series around it
// (design: a clock over several tasks; the same algebra on limits is the linter's.)

#include "calendar/calendar.hpp"
#include "clocks/timeline.hpp"
#include "process/process.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace bandian::clocks {

using calendar::Calendar;

/// Days as the clock counts them: working days, or calendar days where its term is told in calendar days or months.
struct Days {
    int value = 0;

    friend constexpr auto operator<=>(Days, Days) = default;
    friend constexpr Days operator+(Days a, Days b) { return {a.value + b.value}; }
    friend constexpr Days operator-(Days a, Days b) { return {a.value - b.value}; }
    constexpr Days& operator+=(Days other) {
        value += other.value;
        return *this;
    }
};

enum class ClockState { running, paused, stopped };

/// Derived on reading, never stored.
enum class Light { green, yellow, red, paused, met, late, cancelled };
/// Those of what is not finished.
inline constexpr std::array open_lights{Light::green, Light::yellow, Light::red, Light::paused};

std::string_view word(ClockState state);
std::string_view word(Light light);

/// Grid works bind only once the customer's own works are finished: nothing is due before.
struct NotBefore {
    std::optional<Day> finished;
};

struct Promise {
    int limit = 0;  ///< in `unit`, without extensions
    process::Unit unit = process::Unit::working_days;
    Days extension;  ///< granted
    process::ClockKind kind = process::ClockKind::each;
    std::optional<Days> warn_at;  ///< default: a third of the limit, rounded down
    std::optional<NotBefore> not_before;
};

/// What the case says about the clock; everything else follows from the timeline.
struct Standing {
    ClockState state = ClockState::running;
    std::optional<Day> stopped_on;
    bool cancelled = false;  ///< stopped because the case or its permit ended under it
};

struct Reading {
    Days limit;  ///< with extensions; a term in months is what it comes to from the day it started
    Days used;
    Days left;  ///< may be negative
    ClockState state = ClockState::running;
    Day started_on{};
    std::optional<Day> stopped_on;
    process::Unit unit = process::Unit::working_days;  ///< that the days above and below are counted in; never months
    std::optional<Day> due;            ///< last day on which the promise can be kept; the day missed when broken
    std::optional<Days> until_due;     ///< as days_until() says; absent without a due day
    bool due_beyond_calendar = false;  ///< there is one, but the calendar does not reach it
    bool provisional = false;
    bool broken = false;
    std::optional<Light> light;       ///< absent for a mean
    std::optional<Days> late_by;      ///< absent for a mean; 0 unless broken
    std::optional<Day> turns_yellow;  ///< while running on: from this day it is at least yellow
    std::optional<Day> turns_red;     ///< from this day it is broken, or has been
};

/// A covered interval, with the last day on which the clock could still be kept on its path.
struct Leg {
    TimelineIndex node;
    Day from{};
    Day to{};
    bool open = false;       ///< `to` is today
    Days prefix;             ///< used by what was before its task
    Days used;               ///< its own days
    std::optional<Day> due;  ///< absent while `notBefore` holds it off; may lie past the calendar
};

/// The first day on which a covered task of the timeline below `index` ran.
std::optional<Day> first_start(const Timeline& timeline, TimelineIndex index, const process::TaskSet& covers);

/// What the part of the timeline at `index` has used, in `unit`. `used`: that of every part after it, which those below
/// it are.
int used_at(const Timeline& timeline, TimelineIndex index, const process::TaskSet& covers, process::Unit unit,
            const process::Indexed<int, TimelineNode>& used, const Calendar& calendar, Day today);

struct Legs {
    Days limit;  ///< as in Reading
    Days used;
    std::vector<Leg> all;  ///< those of one task together, in order
};

/// What the clock covers of the timeline below `root`. nullopt when no covered task has started. Every day of the
/// timeline, and `today`, must lie within the calendar.
std::optional<Legs> legs_of(const Timeline& timeline, TimelineIndex root, const process::TaskSet& covers,
                            const Promise& promise, const Calendar& calendar, Day today);

/// What is left on a day of a step that is due, as its clock counts; negative once it is late. Both days must lie
/// within the calendar.
Days days_until(Day due, process::Unit unit, const Calendar& calendar, Day today);

/// Reads the clock that covers the tasks `covers` of the timeline below `root`, on the day `today`. nullopt when no
/// covered task has started. Every day of the timeline, and `today`, must lie within the calendar.
std::optional<Reading> read(const Timeline& timeline, TimelineIndex root, const process::TaskSet& covers,
                            const Promise& promise, const Standing& standing, const Calendar& calendar, Day today);

enum class StepState { running, held, done, cancelled };

/// What one running of a task says under the clock that judges it: what others did to the clock afterwards is theirs.
struct StepReading {
    std::optional<Day> due;            ///< late: the earliest one missed; held or cancelled and not late: none
    bool due_beyond_calendar = false;  ///< there is one, but the calendar does not reach it
    bool provisional = false;
    bool late = false;  ///< one of its own intervals ran, or runs, beyond its own due day
    Days late_by;
    process::Unit unit = process::Unit::working_days;  ///< that its days are counted in: never months
    Light light = Light::green;
    std::optional<Days> left;         ///< absent when finished, and without a due day
    std::optional<Day> turns_yellow;  ///< while running: from this day it is at least yellow
    std::optional<Day> turns_red;     ///< from this day it is late, or has been
    Days uncounted;                   ///< while running: days since its due day less its lateness, from then on
};

/// `own`: its legs among those of its judging clock; never empty.
StepReading read_step(std::span<const Leg> own, Days limit, const Promise& promise, StepState state,
                      const Calendar& calendar, Day today);

}  // namespace bandian::clocks
