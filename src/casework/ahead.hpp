#pragma once
// The ways from where an open case stands to its end, over the tree of its process and the state of the process.

#include "casework/forecast.hpp"

namespace bandian::casework {

/// How what nobody has said yet is taken.
enum class Unsaid { at_its_longest, at_its_shortest };

/// One way to the end of a part of the process.
struct Way {
    int days = 0;
    std::vector<AheadStep> steps;
    std::vector<int> charged;  ///< clocks whose time has been counted on it, by number; sorted
    bool done = false;         ///< nothing is ahead in that part
};

struct Ahead {
    Way longest;                 ///< of several the first in the file
    std::vector<AheadStep> met;  ///< all that are ahead on any way, each once
};

Ahead ahead_of(const Case& the_case, const ProcessState& now, const calendar::Calendar& calendar, Day today,
               Unsaid unsaid);

}  // namespace bandian::casework
