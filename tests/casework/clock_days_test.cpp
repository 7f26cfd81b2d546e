// The strip of days under a clock's date, on the README's own example: a permit received on 25 September 2018, a
// correction from the 28th, answered on 10 October; due on the 16th.

#include "casework/clock_days.hpp"
#include "casework/decide.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

class ClockDays : public ::testing::Test {
protected:
    void SetUp() override {
        packs::Faults faults;
        const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
        pack_ = packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
        auto calendar = packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar();
        calendar_ = std::get<calendar::Calendar>(std::move(calendar));
        ASSERT_TRUE(pack_);
        enter("2018-09-20", Submit{"ten-kilovolt", {}});
        enter("2018-09-20", Complete{"accept", "accepted", {}, std::nullopt});
        process::Record permits{{"greenSpace", process::List{process::Value{process::Record{}}}}};
        enter("2018-09-25", Complete{"supply-plan",
                                     "replied",
                                     {{"line", process::Value{std::string{"cable"}}},
                                      {"externalLineMetres", process::Value{10.0}},
                                      {"civilWorks", process::Value{false}},
                                      {"permits", process::Value{permits}}},
                                     std::nullopt});
        enter("2018-09-25", Complete{"green-space.1.filing", "filed", {}, std::nullopt});
        enter("2018-09-28", Hold{"green-space.1.review", "correction", {"works-plan"}, {}, std::nullopt});
        enter("2018-10-10", Resume{"green-space.1.review", std::nullopt});
    }

    std::string strip(const char* clock, const char* today) const {
        std::string all;
        for (const ClockDay& one : days_of(case_, clock, *calendar_, *calendar::parse_day(today))) {
            all += calendar::to_string(one.day).substr(5) + ' ';
            switch (one.reason) {
                case DayReason::counts: all += std::to_string(one.number); break;
                case DayReason::first_day: all += "first"; break;
                case DayReason::rest: all += "rest"; break;
                case DayReason::held: all += one.hold; break;
                case DayReason::in_parallel: all += "beside"; break;
                case DayReason::not_running: all += "-"; break;
            }
            all += '\n';
        }
        return all;
    }

    void enter(const char* text, Entry entry) {
        const Day day = *calendar::parse_day(text);
        const Command command{*wire::parse_instant(std::string{text} + "T09:00+08:00"), day, std::move(entry)};
        const Decision decision =
            case_.log.empty() ? decide_submission(*pack_, command, *calendar_) : decide(case_, command, *calendar_);
        ASSERT_TRUE(std::holds_alternative<Event>(decision)) << std::get<Rejection>(decision).detail;
        if (case_.log.empty()) case_ = replay(pack_, {std::get<Event>(decision)});
        else apply(case_, std::get<Event>(decision));
    }

    std::shared_ptr<const process::Pack> pack_;
    std::optional<calendar::Calendar> calendar_;
    Case case_;
};

TEST_F(ClockDays, each_day_has_its_number_or_its_reason) {
    EXPECT_EQ(strip("green-space.1.permit", "2018-10-11"),
              "09-25 first\n09-26 1\n09-27 2\n09-28 3\n"
              "09-29 correction\n09-30 correction\n10-01 correction\n10-02 correction\n10-03 correction\n10-04 "
              "correction\n10-05 correction\n10-06 correction\n10-07 correction\n10-08 correction\n10-09 "
              "correction\n10-10 correction\n"
              "10-11 4\n10-12 5\n10-13 rest\n10-14 rest\n10-15 6\n10-16 7\n");
}

/// Two permits under one promise: the green space's is held while the road's runs, and is granted while that goes on.
class ParallelClockDays : public ClockDays {
protected:
    void SetUp() override {
        ClockDays::SetUp();
        case_.log.clear();
        enter("2018-10-08", Submit{"ten-kilovolt", {}});
        enter("2018-10-08", Complete{"accept", "accepted", {}, std::nullopt});
        process::Record permits{{"greenSpace", process::List{process::Value{process::Record{}}}},
                                {"roadOccupation", process::List{process::Value{process::Record{}}}}};
        enter("2018-10-08", Complete{"supply-plan",
                                     "replied",
                                     {{"line", process::Value{std::string{"cable"}}},
                                      {"externalLineMetres", process::Value{10.0}},
                                      {"civilWorks", process::Value{false}},
                                      {"permits", process::Value{permits}}},
                                     std::nullopt});
        enter("2018-10-08", Complete{"green-space.1.filing", "filed", {}, std::nullopt});
        enter("2018-10-10", Hold{"green-space.1.review", "correction", {"works-plan"}, {}, std::nullopt});
        enter("2018-10-10", Complete{"road-occupation.1.filing", "filed", {}, std::nullopt});
    }
};

TEST_F(ParallelClockDays, on_which_a_step_ran_beside_one_that_has_used_more_say_so_and_are_not_held) {
    enter("2018-10-16", Complete{"road-occupation.1.review",
                                 "refused",
                                 {},
                                 std::nullopt,
                                 "施工方案与现场情况不符",
                                 "行政许可法 第三十八条"});
    enter("2018-10-18", Resume{"green-space.1.review", std::nullopt});
    enter("2018-10-19", Complete{"green-space.1.review", "granted", {}, std::nullopt});
    enter("2018-10-22", Complete{"road-occupation.1.filing~2", "filed", {}, std::nullopt});
    EXPECT_EQ(strip("all-permits", "2018-10-23"),
              "10-08 first\n10-09 1\n10-10 2\n10-11 beside\n10-12 beside\n10-13 rest\n10-14 rest\n10-15 3\n10-16 4\n"
              "10-17 correction\n10-18 correction\n10-19 beside\n10-20 rest\n10-21 rest\n10-22 first\n10-23 5\n10-24 "
              "6\n10-25 7\n");
}

TEST_F(ParallelClockDays, of_a_dropped_permit_are_held_no_longer) {
    enter("2018-10-11", Amend{{}, {}, {"green-space.1"}, "not needed"});
    enter("2018-10-12", Complete{"road-occupation.1.review",
                                 "refused",
                                 {},
                                 std::nullopt,
                                 "施工方案与现场情况不符",
                                 "行政许可法 第三十八条"});
    EXPECT_EQ(strip("all-permits", "2018-10-16"),
              "10-08 first\n10-09 1\n10-10 2\n10-11 beside\n10-12 beside\n10-13 rest\n10-14 rest\n10-15 -\n10-16 -\n");
}

TEST_F(ClockDays, a_clock_that_is_none_has_no_days) {
    EXPECT_TRUE(days_of(case_, "green-space.2.permit", *calendar_, *calendar::parse_day("2018-10-11")).empty());
}

}  // namespace
}  // namespace bandian::casework
