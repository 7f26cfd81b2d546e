#include "calendar/day.hpp"

namespace bandian::calendar {

std::string to_string(Day day) {
    const date::year_month_day ymd{day};
    std::string text = "0000-00-00";
    const auto put = [&](std::size_t last, unsigned value, int digits) {
        for (; digits > 0; --digits, --last, value /= 10) text[last] = static_cast<char>('0' + value % 10);
    };
    put(3, static_cast<unsigned>(static_cast<int>(ymd.year())), 4);
    put(6, static_cast<unsigned>(ymd.month()), 2);
    put(9, static_cast<unsigned>(ymd.day()), 2);
    return text;
}

}  // namespace bandian::calendar
