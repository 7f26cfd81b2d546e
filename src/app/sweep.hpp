#pragma once
// What time brings by itself: warnings, due days, breaches, and silence that answers. A pass may be run at any time by
// any instance: an alarm of each kind is raised once for a clock, however many sweep and whenever they stop.

#include "app/alarm_store.hpp"
#include "app/rulebook.hpp"
#include "casework/results.hpp"

#include <atomic>

namespace bandian::app {

class Sweep {
public:
    Sweep(AlarmStore& store, Rules& rules, const Time& time) : store_(store), rules_(rules), time_(time) {}

    /// One pass over up to `limit` cases. Gives how many were looked at.
    int run_once(int limit);

    /// How long ago, in seconds, nothing was left to look at.
    double lag() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - caught_up_.load()).count();
    }

private:
    std::atomic<std::chrono::steady_clock::time_point> caught_up_{std::chrono::steady_clock::now()};
    AlarmStore& store_;
    Rules& rules_;
    const Time& time_;
};

/// The alarms that a case has come to by the view's day, in the order of their days. `owed`: what is still to be handed
/// over.
std::vector<Alarm> alarms_in(const casework::CaseView& view, const std::vector<casework::Result>& owed);

/// How many of the entries had been made by a moment: at least the first.
std::size_t entered_by(const std::vector<casework::Event>& log, Instant at);

/// The rungs that the case had reached at a moment by what stands of its first `entries`; `back`: which were ever taken
/// back. Whatever was handed over counts as owed.
std::vector<Alarm> alarms_then(const casework::Case& the_case, const std::vector<bool>& back, std::size_t entries,
                               Instant at, const calendar::Calendar& calendar);

/// Of the alarms raised for a case, those that would not have been if what has been taken back had never been entered.
std::vector<std::int64_t> unwarranted(const std::vector<RaisedAlarm>& raised, const casework::Case& the_case,
                                      const calendar::Calendar& calendar);

}  // namespace bandian::app
