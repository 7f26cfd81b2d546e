#pragma once
// The timeline a case has taken: which tasks ran when, and how they stood to each other, in series or in parallel.
// Loops have become series of attempts, choices the branch that was taken.

#include "calendar/day.hpp"
#include "process/process.hpp"

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

struct TimelineNode;
using TimelineIndex = process::Index<TimelineNode>;

struct TimelineNode {
    Arrangement arrangement = Arrangement::series;
    TimelineIndex first_child;
    TimelineIndex last_child;
    TimelineIndex next;               ///< sibling
    process::TaskIndex task;          ///< of a task
    process::NodeIndex node;          ///< it is the run of; none: of an attempt or a place, or not known
    std::vector<Interval> intervals;  ///< of a task, in order
};

using Timeline = process::Indexed<TimelineNode>;

}  // namespace bandian::clocks
