#pragma once
// The timeline a case has taken: which tasks ran when, and how they stood to each other, in series or in parallel.
// Loops have become series of attempts, choices the branch that was taken.

#include "calendar/day.hpp"

#include <optional>
#include <vector>

namespace bandian::clocks {

using calendar::Day;

/// A task running without a hold, from the day it started or resumed to the day it was completed, held or cancelled.
struct Interval {
    Day from{};
    std::optional<Day> to;  ///< absent: still running
};

enum class Arrangement { task, series, parallel };

struct TimelineNode {
    Arrangement arrangement = Arrangement::series;
    int first_child = -1;
    int last_child = -1;
    int next = -1;                    ///< sibling
    int task = -1;                    ///< process::Task, of a task
    int node = -1;                    ///< process::Node it is the run of; -1: of an attempt or a place, or not known
    std::vector<Interval> intervals;  ///< of a task, in order
};

/// Nodes refer to each other by index.
using Timeline = std::vector<TimelineNode>;

}  // namespace bandian::clocks
