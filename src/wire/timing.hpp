#pragma once
// What the clocks of a case read, as text: a list has it beside each case, so that a change of the calendar is judged without the log.

#include "casework/timing.hpp"

#include <string>

namespace bandian::wire {

/// What a change of the calendar can move of a case: the clocks that judge it and have not stopped.
struct TimedCase {
    casework::Timing timing;
    calendar::Day last_entry{};    ///< by its pack's clock on the wall; no day before it is today
};

std::string to_text(const casework::Timing& timing, const process::Process& process, calendar::Day last_entry);

/// Of text that to_text made for the same process. Throws nlohmann::json::exception.
TimedCase timed_case(const std::string& text, const process::Process& process);

}  // namespace bandian::wire
