#pragma once
// The days that the shell hands to the core: when an entry counts, and what day it is for a case.

#include "calendar/calendar.hpp"
#include "casework/case.hpp"

namespace bandian::wire {

/// The day of an application that comes at a moment, as its pack counts receipt.
calendar::Day entry_day(casework::Instant at, const process::Pack& pack, const calendar::Calendar& calendar);

/// The day of an entry on a case: the same, but never before that of the last one.
calendar::Day entry_day(casework::Instant at, const casework::Case& the_case, const calendar::Calendar& calendar);

/// The local day, but never before that of the last entry: one made after hours counts for a later day already.
calendar::Day today_of(const casework::Case& the_case, casework::Instant now);

}  // namespace bandian::wire
