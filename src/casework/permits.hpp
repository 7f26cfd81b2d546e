#pragma once
// The permits of a case side by side: what each call of a place has come to.

#include "casework/view.hpp"

namespace bandian::casework {

/// Points into the case and the view it was made of.
struct Permit {
    const CallInstance* call = nullptr;
    std::string place;                 ///< its name; may be empty
    std::string owner;                 ///< department it is waited for: that of its last task, whoever files it first
    const TaskView* last = nullptr;    ///< task that started last; nullptr: none has
    const ClockView* clock = nullptr;  ///< the permit's own that judges that task; nullptr: none does
};

/// In the order in which they were reached.
std::vector<Permit> permits_of(const Case& the_case, const CaseView& view);

}  // namespace bandian::casework
