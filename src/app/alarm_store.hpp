#pragma once
// What clocks have called attention to, and the cases on which something may be due.

#include "app/recalculation_store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bandian::app {

/// What a clock raises, by kind: "warning" (yellow), "due" (its last day), "breach" (that day has passed); of a task,
/// "deemed" (silence has answered) and "obligation" (a permit that was granted has not been handed over in its ten
/// days).
struct Alarm {
    std::string clock;  ///< or the task
    std::string kind;
    calendar::Day day{};  ///< from which it holds
};

/// A case as a sweep leaves it.
struct Swept {
    std::string case_no;
    int version = 0;                      ///< before
    Instant at;                           ///< when it was looked at: now, but never before its last entry
    std::vector<casework::Event> events;  ///< that silence made
    casework::CaseState state = casework::CaseState::open;
    Projection projection;
    std::vector<Alarm> alarms;  ///< that hold by now; those raised before are passed over
};

/// An alarm that has been raised.
struct RaisedAlarm {
    std::int64_t number = 0;
    std::string clock;
    std::string kind;
    calendar::Day day{};
    std::string raised_at;   ///< RFC 3339
    bool retracted = false;  ///< an entry it rested on has been taken back
};

class AlarmStore {
public:
    virtual ~AlarmStore() = default;
    /// Takes up to `limit` cases that want attention by `day`, for this caller alone, and records what `work_out`
    /// gives, in one transaction. Gives how many were taken; 0 also when the calendars are not those of the rules
    /// version any more.
    virtual int sweep(const RulesVersion& rules_version, calendar::Day day, int limit,
                      const std::function<Swept(const LoggedCase&)>& work_out) = 0;
    /// Whether a case wants attention by `day`, also one that has first to be worked out under newer calendars.
    virtual bool wants_sweep(calendar::Day day) = 0;
    /// In the order they were raised.
    virtual std::vector<RaisedAlarm> alarms_of(const std::string& case_no) = 0;
};

}  // namespace bandian::app
