#pragma once
// What time brings by itself: warnings, due days, breaches, and silence that answers. A pass may be run at any time by any
// instance: each rung of a clock is raised once, however many sweep and whenever they stop.

#include "app/rulebook.hpp"
#include "casework/results.hpp"

#include <atomic>

namespace bandian::app {

/// A rung of a clock: "warning" (yellow), "due" (its last day), "breach" (that day has passed); of a task, "deemed" (silence has
/// answered) and "obligation" (a permit that was granted has not been handed over in its ten days).
struct Alarm {
    std::string clock;     ///< or the task
    std::string rung;
    calendar::Day day{};   ///< from which it holds
};

/// A case as a sweep leaves it.
struct Swept {
    std::string case_no;
    int version = 0;                      ///< before
    Instant at;                           ///< when it was looked at: now, but never before its last entry
    std::vector<casework::Event> events;  ///< that silence made
    casework::CaseState state = casework::CaseState::open;
    Projection projection;
    std::vector<Alarm> alarms;            ///< that hold by now; those raised before are passed over
};

/// What a sweep needs of the record.
class AlarmStore {
public:
    virtual ~AlarmStore() = default;
    /// Takes up to `limit` cases that want attention by `day`, for this caller alone, and records what `work_out` gives, in one
    /// transaction. Gives how many were taken; 0 also when the calendars are not those of the footing any more.
    virtual int sweep(const Footing& footing, calendar::Day day, int limit, const std::function<Swept(const LoggedCase&)>& work_out) = 0;
    /// Whether a case wants attention by `day`, also one that has first to be worked out under newer calendars.
    virtual bool wants_sweep(calendar::Day day) = 0;
};

class Sweep {
public:
    Sweep(AlarmStore& store, Rules& rules, const Time& time) : store_(store), rules_(rules), time_(time) {}

    /// One pass over up to `limit` cases. Gives how many were looked at.
    int run_once(int limit);

    /// How long ago, in seconds, nothing was left to look at.
    double lag() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - caught_up_.load()).count(); }

private:
    std::atomic<std::chrono::steady_clock::time_point> caught_up_{std::chrono::steady_clock::now()};
    AlarmStore& store_;
    Rules& rules_;
    const Time& time_;
};

/// The rungs that a case has reached by the view's day, in the order of their days. `owed`: what is still to be handed over.
std::vector<Alarm> alarms_in(const casework::CaseView& view, const std::vector<casework::Result>& owed);

/// Of the alarms raised for a case, those that would not have been if what has been taken back had never been entered.
std::vector<std::int64_t> unwarranted(const std::vector<RaisedAlarm>& raised, const casework::Case& the_case, const calendar::Calendar& calendar);

}  // namespace bandian::app
