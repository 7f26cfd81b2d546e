#pragma once
// What the clocks of a case read: enough to tell their days under any calendar, without the log.

#include "casework/process_state.hpp"

namespace bandian::casework {

struct TimedClock {
    std::string id;
    process::ClockIndex clock;
    clocks::TimelineIndex root;  ///< it reads
    clocks::Promise promise;
    clocks::Standing standing;
    std::vector<clocks::TimelineIndex> held;  ///< of the tasks it covers that are held
};

struct Timing {
    clocks::Timeline timeline;
    std::vector<TimedClock> clocks;  ///< may include some whose tasks have not started
};

/// Throws std::logic_error when a limit is not known: deciding lets no case come there.
Timing timing_of(const Case& the_case, const ProcessState& now);

}  // namespace bandian::casework
