#pragma once
// What people get wrong when they type a notice: what an edition says is looked at beside the law and the editions it
// joins.

#include "calendar/edition.hpp"

namespace bandian::calendar {

struct Slip {
    std::string text;  ///< "Expected …, but …"
    std::string rule;
    int line = 1;
    int column = 1;
};

/// `beside`: what else is known of the region, that of the region it inherits from included; an edition with the same
/// id is passed over. `today`: of whoever takes the edition; absent, the day it was published is not looked at. An
/// edition that contradicts another is Calendar::make's to refuse.
std::vector<Slip> slips_in(const Edition& edition, const Region& region, const std::vector<EditionPtr>& beside,
                           std::optional<Day> today = std::nullopt);

}  // namespace bandian::calendar
