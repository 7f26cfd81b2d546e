#pragma once
// Which printed notices there is cause for, and what each was caused by.

#include "casework/view.hpp"

namespace bandian::casework {

struct NoticeDue {
    const process::Notice* notice = nullptr;  ///< of the case's pack
    int entry = 0;                            ///< number of the one that caused it, which stands
    Day day{};                                ///< on which that happened, not on which it was entered
    std::string owner;                        ///< department whose act it is; empty: none can be named
};

/// The latest of each notice, in the order of the pack.
std::vector<NoticeDue> notices_of(const Case& the_case, const CaseView& view);

}  // namespace bandian::casework
