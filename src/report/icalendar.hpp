#pragma once
// iCalendar (RFC 5545, with the properties of RFC 7986), for calendars that somebody subscribes to. Without METHOD:
// nobody is invited by an organizer, and what changes is fetched again.

#include "calendar/day.hpp"

#include <string>
#include <vector>

namespace bandian::report {

enum class EventStatus { confirmed, tentative, cancelled };

/// 20181008
std::string compact(calendar::Day day);
/// 20181008T013000Z
std::string stamp_of(date::sys_seconds at);
/// 20181008T000000Z
std::string stamp_of(calendar::Day day);

/// A run of whole days.
struct CalendarEvent {
    std::string uid;    ///< the same whenever it is told of, and of no other event
    std::string stamp;  ///< UTC, as `stamp_of` gives it: what it rests on was said then
    int sequence = 0;   ///< grows with every change
    calendar::Day first{};
    calendar::Day last{};  ///< inclusive
    std::string summary;
    std::string description = {};  ///< empty: none
    EventStatus status = EventStatus::confirmed;
};

struct CalendarOf {
    std::string product;  ///< for PRODID
    std::string uid;
    std::string name;
    std::string refresh;  ///< a duration of RFC 5545: PT6H
};

/// Text as the value of a property: line breaks of every kind are escaped, other control characters left out.
std::string escaped(const std::string& text);

/// A content line, folded between characters into lines of at most 75 octets, each with its CRLF.
std::string folded(const std::string& line);

/// Without events it holds a VFREEBUSY that no program shows: a calendar has at least one component (RFC 5545 3.6).
std::string icalendar(const CalendarOf& of, const std::vector<CalendarEvent>& events);

}  // namespace bandian::report
