#pragma once
// The day that something counts for which comes in after business hours, or on a rest day.

#include "calendar/calendar.hpp"
#include "process/pack.hpp"

#include <chrono>

namespace bandian::casework {

/// As the pack says; without a word of it the day itself. Past the calendar: the first day that it does not cover.
/// (民法典 203: the last day ends at 24:00, but where there are business hours, when business stops.)
calendar::Day day_received(const process::Pack& pack, const calendar::Calendar& calendar, calendar::Day day,
                           std::chrono::milliseconds time_of_day);

}  // namespace bandian::casework
