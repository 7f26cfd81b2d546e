#pragma once
// A region's days off and make-up days as iCalendar (RFC 5545), for the calendar of a phone.

#include "calendar/calendar.hpp"
#include "report/language.hpp"

#include <string>

namespace bandian::report {

/// Days that an edition sets, in runs of one name and kind; plain weekends are left out. `from` to `to`, both inclusive
/// and within the calendar. Provisional days say so. Titles of notices stay Chinese.
std::string calendar_feed(const calendar::Calendar& calendar, calendar::Day from, calendar::Day to, Language language);

/// From the calendar's first day to the end of the third year past the last notice: more nobody looks up in a phone.
std::string calendar_feed(const calendar::Calendar& calendar, Language language);

}  // namespace bandian::report
