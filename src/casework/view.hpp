#pragma once
// What a case looks like on a day: its tasks with their owners and what they read, its clocks with their lights.

#include "calendar/calendar.hpp"
#include "casework/timing.hpp"
#include "clocks/reading.hpp"

#include <stdexcept>

namespace bandian::casework {

/// A time a task was held: the days of (from, to] are that of who has to end it.
struct HoldSpan {
    Day from{};
    std::optional<Day> to;  ///< absent: still held
    std::string reason;
};

struct TaskView {
    std::string path;
    process::TaskIndex task;
    std::string owner;  ///< department
    TaskState state = TaskState::active;
    Day since{};
    std::optional<Day> until;
    std::string outcome;
    std::string hold;
    std::vector<std::string> missing;
    std::string call;
    std::string clock;                               ///< that judges it; empty for none
    bool deemed = false;                             ///< done by silence
    std::optional<Day> valid_until;                  ///< of what it gave
    process::Party party = process::Party::utility;  ///< whose time its days are
    std::vector<HoldSpan> holds;
    std::optional<clocks::StepReading> reading;  ///< under the clock that judges it; absent for none
    clocks::TimelineIndex timeline;              ///< in CaseView::timing
};

struct ClockView {
    std::string id;
    process::ClockIndex clock;
    clocks::Reading reading;
    std::optional<Day> if_resumed;  ///< paused and unbroken: its due day if it were resumed today
};

/// nullptr: none of that id.
const ClockView* find_clock(const std::vector<ClockView>& clocks, std::string_view id);

/// A step of the case's own process, as a track shows it: calls and redos that never happened are left out.
struct Stage {
    process::TaskIndex task;
    std::string owner;
    bool skipped = false;                ///< not started, and not on this case's way
    std::optional<std::size_t> started;  ///< index into CaseView::tasks, of its last attempt
};

struct CaseView {
    CaseState state = CaseState::open;
    /// The worst of the clocks that judge this case; met, late or cancelled once it is closed.
    clocks::Light light = clocks::Light::green;
    Day today{};
    Day submitted{};
    Day entered{};  ///< later than `submitted` when it was under way before
    std::optional<Day> closed;
    std::vector<TaskView> tasks;    ///< started ones, in order of starting
    Timing timing;                  ///< what the clocks read
    std::vector<ClockView> clocks;  ///< started ones, by the day they started, then id
    std::vector<CallInstance> calls;
    std::vector<Stage> stages;

    /// It was under way before, and today what happened until now is still being entered.
    bool being_entered() const { return submitted < entered && today == entered; }
    const ClockView* clock(std::string_view id) const { return find_clock(clocks, id); }
};

/// Today lies outside the calendar: nothing can be said of any case. `what` tells people so.
struct BeyondCalendar : std::out_of_range {
    using std::out_of_range::out_of_range;
};

/// Throws BeyondCalendar when the calendar does not cover today.
void need_covered(const calendar::Calendar& calendar, Day today);

/// One clock; absent: it has not started. `today` and every day of the timeline must lie within the calendar.
std::optional<ClockView> clock_view(const Timing& timing, const TimedClock& timed, const process::Process& process,
                                    const calendar::Calendar& calendar, Day today);

/// By the day they started, then id.
void put_in_order(std::vector<ClockView>& clocks);

/// The started clocks alone. `today` and every day of the timeline must lie within the calendar.
std::vector<ClockView> clock_views(const Timing& timing, const process::Process& process,
                                   const calendar::Calendar& calendar, Day today);

/// Every day of the case must lie within the calendar. Throws BeyondCalendar when `today` does not.
CaseView view(const Case& the_case, const calendar::Calendar& calendar, Day today);

/// The same of a state that has been read already.
CaseView view(const Case& the_case, const ProcessState& now, const calendar::Calendar& calendar, Day today);

}  // namespace bandian::casework
