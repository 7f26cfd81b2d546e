#pragma once
// What the clocks of a case read, as text: a list has it beside each case, so that a change of the calendar is judged
// without the log.

#include "casework/timing.hpp"

#include <string>

namespace bandian::wire {

/// What a change of the calendar can move of a case: the clocks that judge it and have not stopped.
struct TimedCase {
    casework::Timing timing;
    calendar::Day last_entry{};  ///< by its pack's clock on the wall; no day before it is today
};

/// Whole numbers between spaces, since a change of the calendar reads a million of them: the last entry's day; the
/// number of nodes of the timeline, and of each: arrangement, first child, next, task, number of intervals, from, to …;
/// and of each clock: id, clock, root, 1 if paused, limit, extension, 1 if it waits for another task, when that
/// finished, number of held nodes, those. Days are counted from 1970-01-01; -1: none.
std::string to_text(const casework::Timing& timing, const process::Process& process, calendar::Day last_entry);

/// Of text that to_text made for the same process. Throws std::invalid_argument.
TimedCase timed_case(const std::string& text, const process::Process& process);

}  // namespace bandian::wire
