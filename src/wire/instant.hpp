#pragma once
// Moments as text, and the local day they fall on. The only place that knows time zones.

#include "casework/entry.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bandian::wire {

/// RFC 3339 with an offset: 2018-10-08T09:30+08:00; seconds and their fraction may be left out, Z stands for +00:00.
std::optional<casework::Instant> parse_instant(std::string_view text);

/// In the zone, to the second: 2018-10-08T09:30:00+08:00.
std::string to_text(casework::Instant instant, const std::string& time_zone);
/// A moment that the record tells, as people of the zone know it.
std::string in_zone(std::string_view moment, const std::string& time_zone);

/// Throws std::runtime_error when this system does not know the zone.
calendar::Day local_day(casework::Instant instant, const std::string& time_zone);
/// Since midnight, by the clock on the wall. Throws like local_day.
std::chrono::milliseconds time_of_day(casework::Instant instant, const std::string& time_zone);
/// The moment at which a day begins. Throws like local_day.
casework::Instant start_of(calendar::Day day, const std::string& time_zone);
/// What stands for a day of which the hour is not known. Throws like local_day.
casework::Instant noon_of(calendar::Day day, const std::string& time_zone);

}  // namespace bandian::wire
