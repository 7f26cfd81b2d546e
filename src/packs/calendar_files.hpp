#pragma once
// The calendars under workflows/calendars/: one folder a region, one file an edition.

#include "calendar/calendar.hpp"
#include "packs/fault.hpp"

#include <map>

namespace bandian::packs {

/// A region with all editions that speak for it, those of the region it inherits from included.
struct RegionFiles {
    calendar::Region region;
    std::string inherits;  ///< region whose editions count here too; empty for none
    std::vector<calendar::EditionPtr> editions;

    /// As known on a day; all of them when absent.
    std::variant<calendar::Calendar, calendar::Contradiction> calendar(
        std::optional<calendar::Day> known_by = std::nullopt) const;
};

using Regions = std::map<std::string, RegionFiles>;

/// Reads every region folder in `folder`. An edition file with a fault, or that contradicts the others, is left out; so
/// is a region of which the rest makes no calendar, with those that inherit from it.
Regions read_calendars(const std::string& folder, Faults& faults);

/// Takes the edition of a file out of a region. False: it has none of it.
bool leave_out(RegionFiles& region, const std::string& file);

/// What people get wrong when they type a notice, beside the other editions known of its region; see
/// calendar/slips.hpp. The program's own files are looked at when they are read; one that was recorded once is not
/// looked at again.
Faults faults_in(const calendar::Edition& edition, const calendar::Region& region,
                 const std::vector<calendar::EditionPtr>& beside, std::optional<calendar::Day> today);

/// One edition file; nullopt and faults when it is none.
std::optional<calendar::Edition> read_edition(const std::string& text, const std::string& file, Faults& faults);

}  // namespace bandian::packs
