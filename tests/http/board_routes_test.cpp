// A row of the worklist.

#include "http/board_routes.hpp"

#include "calendar/worked_days.hpp"
#include "packs/pack_files.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(Worklist, tells_the_days_left_in_the_unit_of_the_clock_that_judges_the_step) {
    packs::Faults faults;
    const auto pack = packs::load_pack(
        packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults), faults);
    ASSERT_TRUE(pack);
    app::Rulebook rules;
    rules.offer(pack);
    rules.add("cn", testing::cn());
    app::WorklistRow row;
    row.process = "ten-kilovolt";
    row.pack_hash = pack->hash;
    row.step.path = "green-space.1.review~2";
    row.step.unit = process::Unit::calendar_days;
    row.step.due = testing::day("2018-10-09");
    row.step.turns_red = testing::day("2018-10-10");
    const Json soon = worklist_item(row, rules, testing::day("2018-09-28"));
    EXPECT_EQ(soon["daysLeft"], 11);
    EXPECT_EQ(soon["unit"], "calendar-days");
    EXPECT_EQ(worklist_item(row, rules, testing::day("2018-10-14"))["daysLeft"], -5);
    row.step.path = "road-occupation.1.review";
    row.step.unit = process::Unit::working_days;
    const Json working = worklist_item(row, rules, testing::day("2018-09-28"));
    EXPECT_EQ(working["daysLeft"], 4) << "29 30 8 9";
    EXPECT_FALSE(working.contains("unit"));
}

}  // namespace
}  // namespace bandian::http
