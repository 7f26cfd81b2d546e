#pragma once
// A number of working days: never a number of days of the calendar, never an index.

#include <compare>

namespace bandian::calendar {

struct WorkingDays {
    int value = 0;

    friend constexpr auto operator<=>(WorkingDays, WorkingDays) = default;
    friend constexpr WorkingDays operator+(WorkingDays a, WorkingDays b) { return {a.value + b.value}; }
    friend constexpr WorkingDays operator-(WorkingDays a, WorkingDays b) { return {a.value - b.value}; }
    constexpr WorkingDays& operator+=(WorkingDays other) {
        value += other.value;
        return *this;
    }
};

}  // namespace bandian::calendar
