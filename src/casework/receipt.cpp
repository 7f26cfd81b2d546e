#include "casework/receipt.hpp"

namespace bandian::casework {

calendar::Day day_received(const process::Pack& pack, const calendar::Calendar& calendar, calendar::Day day,
                           std::chrono::milliseconds time_of_day) {
    if (pack.received_on == process::Receipt::same_day || !calendar.covers(day)) return day;
    const bool after_hours = pack.closing_time && time_of_day > *pack.closing_time;
    if (pack.received_on == process::Receipt::next_day) return after_hours ? day + date::days{1} : day;
    if (!after_hours && calendar.is_working(day)) return day;
    return calendar.add(day, {1}).value_or(calendar.last() + date::days{1});
}

}  // namespace bandian::casework
