#include "report/calendar_feed.hpp"

#include "calendar/worked_days.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace bandian::report {
namespace {

using testing::cn;
using testing::day;

TEST(CalendarFeed, names_runs_of_days_off_and_make_up_days) {
    const std::string feed = calendar_feed(cn(), day("2018-09-01"), day("2018-10-31"), Language::chinese);
    EXPECT_NE(feed.find("UID:20181001-off-cn@bandian\r\nDTSTAMP:20171130T000000Z\r\nDTSTART;VALUE=DATE:"
                        "20181001\r\nDTEND;VALUE=DATE:20181008\r\nSUMMARY:国庆节（休）\r\n"),
              std::string::npos)
        << feed;
    EXPECT_NE(feed.find("DTSTART;VALUE=DATE:20180929\r\nDTEND;VALUE=DATE:20181001\r\nSUMMARY:国庆节（班）\r\n"),
              std::string::npos);
    EXPECT_EQ(feed.find("20180908"), std::string::npos) << "a plain weekend";
}

TEST(CalendarFeed, marks_what_is_provisional) {
    const std::string feed = calendar_feed(cn(), day("2027-02-01"), day("2027-02-28"), Language::chinese);
    EXPECT_NE(feed.find("春节补假 暂定"), std::string::npos) << feed;
    EXPECT_NE(feed.find("STATUS:TENTATIVE"), std::string::npos);
}

TEST(CalendarFeed, in_english_names_holidays_in_english) {
    const std::string feed = calendar_feed(cn(), day("2018-09-01"), day("2018-10-31"), Language::english);
    EXPECT_NE(feed.find("SUMMARY:National Day (day off)\r\n"), std::string::npos) << feed;
    EXPECT_NE(feed.find("SUMMARY:National Day (make-up working day)\r\n"), std::string::npos) << feed;
    EXPECT_NE(calendar_feed(cn(), day("2027-02-01"), day("2027-02-28"), Language::english)
                  .find("Spring Festival (day off in lieu)\\, provisional"),
              std::string::npos);
}

TEST(CalendarFeed, ends_three_years_past_the_last_notice) {
    EXPECT_EQ(calendar_feed(cn(), Language::chinese),
              calendar_feed(cn(), day("2018-01-01"), day("2029-12-31"), Language::chinese));
}

TEST(CalendarFeed, folds_its_lines) {
    std::istringstream lines(calendar_feed(cn(), cn().first(), cn().last(), Language::chinese));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        ASSERT_EQ(line.back(), '\r');
        ASSERT_LE(line.size(), 76u) << line;
    }
    EXPECT_GT(count, 500);
}

}  // namespace
}  // namespace bandian::report
