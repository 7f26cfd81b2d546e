#pragma once
// A second opinion on tasks and clocks, written from the design (how a day is counted) and sharing no code with casework
// and clocks: tokens walk the tree entry by entry, and days are counted one after another by asking of each whether it is
// worked. Slow, and meant to be.

#include "casework/view.hpp"

#include <map>

namespace bandian::testing {

struct SlowTask {
    casework::TaskState state = casework::TaskState::active;
    calendar::Day since{};
    std::optional<calendar::Day> until;
};

/// As clocks::Reading has it, in working days.
struct SlowClock {
    int limit = 0;
    int used = 0;
    int left = 0;
    clocks::ClockState state = clocks::ClockState::running;
    calendar::Day started_on{};
    std::optional<calendar::Day> stopped_on;
    std::optional<calendar::Day> due;
    std::optional<calendar::Day> if_resumed;
    bool provisional = false;            ///< the due day is
    bool broken = false;
    std::optional<clocks::Light> light;  ///< absent for a mean
    std::optional<int> late_by;          ///< absent for a mean
};

struct SlowCase {
    casework::CaseState state = casework::CaseState::open;
    std::map<std::string, SlowTask> tasks;    ///< started ones, by path
    std::map<std::string, SlowClock> clocks;  ///< started ones, by id
    /// What should have been refused, or where the design leaves room (a place dropped before a backdated step to it); nothing
    /// after it can be compared.
    std::vector<std::string> contested;
};

/// What `log` (with a Submit first) comes to on the day `today`, which is not before its last entry.
SlowCase slow_case(const process::Pack& pack, const std::vector<casework::Event>& log, const calendar::Calendar& calendar, calendar::Day today);

}  // namespace bandian::testing
