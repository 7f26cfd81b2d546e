#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::wire {
namespace {

TEST(Instant, is_read_with_its_offset) {
    const auto instant = parse_instant("2018-10-08T09:30+08:00");
    ASSERT_TRUE(instant);
    EXPECT_EQ(instant, parse_instant("2018-10-08T01:30:00Z"));
    EXPECT_EQ(instant, parse_instant("2018-10-08T01:30:00.000+00:00"));
    EXPECT_EQ(instant, parse_instant("2018-10-07T20:30:00-05:00"));
}

TEST(Instant, is_refused_without_offset_or_out_of_range) {
    for (const char* bad :
         {"", "2018-10-08", "2018-10-08T09:30", "2018-10-08 09:30+08:00", "2018-10-08T9:30+08:00",
          "2018-10-08T24:00+08:00", "2018-10-08T09:60+08:00", "2018-02-30T09:30+08:00", "2018-10-08T09:30+0800",
          "2018-10-08T09:30+08:00x", "2018-10-08T09:30:00.+08:00", "2018-10-08T09:30+19:00", "2018-10-08T-9:30+08:00"})
        EXPECT_EQ(parse_instant(bad), std::nullopt) << bad;
}

TEST(Instant, falls_on_the_day_of_the_zone) {
    EXPECT_EQ(calendar::to_string(local_day(*parse_instant("2018-10-08T23:59:59+08:00"), "Asia/Shanghai")),
              "2018-10-08");
    EXPECT_EQ(calendar::to_string(local_day(*parse_instant("2018-10-08T16:00:00Z"), "Asia/Shanghai")), "2018-10-09");
    EXPECT_EQ(to_text(*parse_instant("2018-10-08T16:00:00Z"), "Asia/Shanghai"), "2018-10-09T00:00:00+08:00");
}

TEST(Instant, has_a_time_of_day_in_the_zone) {
    EXPECT_EQ(time_of_day(*parse_instant("2018-10-08T09:00:00.001Z"), "Asia/Shanghai"),
              std::chrono::hours{17} + std::chrono::milliseconds{1});
    EXPECT_EQ(time_of_day(*parse_instant("2018-10-08T16:00Z"), "Asia/Shanghai"), std::chrono::milliseconds{0});
}

TEST(Instant, of_the_record_is_told_in_the_time_of_the_zone) {
    EXPECT_EQ(in_zone("2018-10-08T16:30:15.250Z", "Asia/Shanghai"), "2018-10-09T00:30:15+08:00");
    EXPECT_EQ(in_zone("2018-10-09T00:30:15+08:00", "Asia/Shanghai"), "2018-10-09T00:30:15+08:00");
}

TEST(Instant, of_a_days_beginning_falls_on_it_and_the_moment_before_does_not) {
    const calendar::Day day = calendar::parse_day("2018-10-09").value();
    EXPECT_EQ(start_of(day, "Asia/Shanghai"), *parse_instant("2018-10-08T16:00:00Z"));
    EXPECT_EQ(local_day(start_of(day, "Asia/Shanghai"), "Asia/Shanghai"), day);
    EXPECT_EQ(local_day(start_of(day, "Asia/Shanghai") - std::chrono::milliseconds{1}, "Asia/Shanghai"),
              day - date::days{1});
}

}  // namespace
}  // namespace bandian::wire
