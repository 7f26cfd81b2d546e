#pragma once
// A second opinion on tasks, clocks, the path that decided and the expected day, written from the design (how a day is
// counted) and sharing no code with casework and clocks: tokens walk the tree entry by entry, and days are counted one
// after another by asking of each whether it is worked. Slow, and meant to be.

#include "casework/view.hpp"

#include <map>

namespace bandian::testing {

struct SlowTask {
    casework::TaskState state = casework::TaskState::active;
    calendar::Day since{};
    std::optional<calendar::Day> until;
    std::string clock;  ///< that judges it; empty: none, and nothing of what follows
    std::optional<calendar::Day> due;
    clocks::Light light = clocks::Light::green;
    std::optional<int> left;
    int late_by = 0;
    std::optional<int> slack;  ///< beside the path of a case that reached its end
};

struct SlowPathStep {
    std::string task;
    calendar::Day from{};
    calendar::Day to{};
    int days = 0;
    int held_for_applicant = 0;
    int held_for_owner = 0;
};

struct SlowForecast {
    int days = 0;
    int shortest = 0;
    calendar::Day day{};
    calendar::Day earliest{};
    std::vector<std::string> waits_for;
    std::vector<std::pair<std::string, int>> steps;  ///< task and its days
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
    bool provisional = false;  ///< the due day is
    bool broken = false;
    std::optional<clocks::Light> light;  ///< absent for a mean
    std::optional<int> late_by;          ///< absent for a mean
};

struct SlowCase {
    casework::CaseState state = casework::CaseState::open;
    std::map<std::string, SlowTask> tasks;    ///< started ones, by path
    std::map<std::string, SlowClock> clocks;  ///< started ones, by id
    std::vector<SlowPathStep> path;
    std::map<std::string, std::pair<int, int>> responsibility;  ///< by party: days, and the held ones among them
    std::optional<SlowForecast>
        expected;  ///< of an open case; absent, and the path with it, when there are too many ways to try
    /// What should have been refused, or where the design leaves room (a place dropped before a backdated step to it);
    /// nothing after it can be compared.
    std::vector<std::string> contested;
};

/// What `log` (with a Submit first) comes to on the day `today`, which is not before its last entry.
SlowCase slow_case(const process::Pack& pack, const std::vector<casework::Event>& log,
                   const calendar::Calendar& calendar, calendar::Day today);

}  // namespace bandian::testing
