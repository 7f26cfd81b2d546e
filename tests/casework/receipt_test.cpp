// When what comes in counts, over a weekend and National Day of 2018: 28 September is a Friday, the 29th and 30th are
// worked (make-up days), 1 to 7 October are off, the 12th is a Friday.

#include "casework/receipt.hpp"

#include "calendar/worked_days.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

using namespace std::chrono_literals;
using process::Receipt;

std::string received(std::optional<std::chrono::minutes> closing, Receipt on, const char* day,
                     std::chrono::milliseconds time) {
    static const calendar::Calendar calendar = testing::cn();
    process::Pack pack;
    pack.closing_time = closing;
    pack.received_on = on;
    return calendar::to_string(day_received(pack, calendar, testing::day(day), time));
}

TEST(Receipt, of_a_pack_that_says_nothing_is_on_its_own_day) {
    EXPECT_EQ(received(std::nullopt, Receipt::same_day, "2018-10-06", 23h), "2018-10-06");
    EXPECT_EQ(received(17h, Receipt::same_day, "2018-10-12", 23h), "2018-10-12");
}

TEST(Receipt, after_hours_is_on_the_next_working_day_and_so_is_that_of_a_rest_day) {
    EXPECT_EQ(received(17h, Receipt::next_working_day, "2018-10-12", 17h), "2018-10-12")
        << "at closing time it is still in time";
    EXPECT_EQ(received(17h, Receipt::next_working_day, "2018-10-12", 17h + 1ms), "2018-10-15") << "over the weekend";
    EXPECT_EQ(received(17h, Receipt::next_working_day, "2018-10-13", 9h), "2018-10-15");
    EXPECT_EQ(received(17h, Receipt::next_working_day, "2018-09-28", 18h), "2018-09-29") << "a Saturday that is worked";
    EXPECT_EQ(received(17h, Receipt::next_working_day, "2018-09-30", 18h), "2018-10-08");
    EXPECT_EQ(received(std::nullopt, Receipt::next_working_day, "2018-10-12", 23h), "2018-10-12")
        << "no hours, so none is late";
    EXPECT_EQ(received(std::nullopt, Receipt::next_working_day, "2018-10-14", 9h), "2018-10-15");
}

TEST(Receipt, after_hours_is_on_the_next_day_where_the_pack_says_so) {
    EXPECT_EQ(received(17h, Receipt::next_day, "2018-10-12", 18h), "2018-10-13");
    EXPECT_EQ(received(17h, Receipt::next_day, "2018-10-13", 9h), "2018-10-13");
}

TEST(Receipt, past_the_calendar_is_on_a_day_that_it_does_not_cover) {
    const calendar::Calendar calendar = testing::cn();
    process::Pack pack;
    pack.closing_time = 17h;
    pack.received_on = Receipt::next_working_day;
    EXPECT_FALSE(calendar.covers(day_received(pack, calendar, calendar.last(), 18h)));
}

}  // namespace
}  // namespace bandian::casework
