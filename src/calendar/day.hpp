#pragma once
// A day of the calendar, in the region's own time zone. Zones and instants are the shell's business.

#include <date/date.h>

#include <optional>
#include <string>
#include <string_view>

namespace bandian::calendar {

using Day = date::local_days;

/// Exactly "YYYY-MM-DD", a day that exists; anything else is nullopt. Reads no locale.
constexpr std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t length) {
        int value = 0;
        for (std::size_t i = from; i < from + length; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (year < 1 || month < 0 || day < 0) return std::nullopt;
    const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                   date::day{static_cast<unsigned>(day)}};
    if (!ymd.ok()) return std::nullopt;
    return Day{ymd};
}

/// "YYYY-MM-DD". Writes no locale.
std::string to_string(Day day);

/// The same day of the month, or the last of a month that has no such day (民法典 202).
constexpr Day months_later(Day day, date::months n) {
    date::year_month_day ymd = date::year_month_day{day} + n;
    if (!ymd.ok()) ymd = ymd.year() / ymd.month() / date::last;
    return Day{ymd};
}

constexpr date::year year_of(Day day) { return date::year_month_day{day}.year(); }

}  // namespace bandian::calendar
