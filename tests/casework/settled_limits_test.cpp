// A limit that depends on what is amended: the new one for clocks that have not stopped, the old one for those that
// have.

#include "packs/calendar_files.hpp"
#include "packs/older_pack.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

TEST(ALimit, of_a_place_that_was_dropped_stays_though_nothing_was_entered_about_its_tasks) {
    packs::PackFiles files = packs::testing::files_of("zhoucun-2018");
    std::string& drawing = files.content.at("green-space.bpmn");
    const std::string limit = "limit=\"7\"";
    drawing.replace(drawing.find(limit), limit.size(), "limit=\"if civilWorks then 5 else 7\"");
    packs::Faults faults;
    const auto pack = packs::load_pack(files, faults);
    ASSERT_TRUE(pack) << packs::to_string(faults.front());
    const auto calendars = packs::read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults);
    const auto calendar = std::get<calendar::Calendar>(calendars.at("cn").calendar());
    const wire::Json scenario =
        wire::Json::parse(R"({"process": "ten-kilovolt", "attributes": {"capacityKva": 630}, "steps": [
        {"at": "2018-10-08T09:30+08:00", "do": "submit"},
        {"at": "2018-10-09T10:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"},
        {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied",
         "attributes": {"line": "cable", "externalLineMetres": 420, "civilWorks": false,
                        "permits": {"greenSpace": [{"areaM2": 12}, {"areaM2": 8}]}}},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.1.filing", "outcome": "filed"},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.2.filing", "outcome": "filed"},
        {"at": "2018-10-15T09:00+08:00", "do": "amend", "drop": ["green-space.1"], "reason": "another route"},
        {"at": "2018-10-16T09:00+08:00", "do": "amend", "attributes": {"civilWorks": true}, "reason": "found out"}]})");
    auto outcome = wire::run_scenario(pack, calendar, scenario, std::nullopt);
    const auto* no = std::get_if<wire::RefusedStep>(&outcome);
    ASSERT_FALSE(no) << no->rejection.detail;
    const CaseView now =
        view(std::get<wire::ScenarioRun>(outcome).the_case, calendar, *calendar::parse_day("2018-10-16"));
    EXPECT_EQ(now.clock("green-space.1.permit")->reading.state, clocks::ClockState::stopped);
    EXPECT_EQ(now.clock("green-space.1.permit")->reading.limit.value, 7);
    EXPECT_EQ(now.clock("green-space.2.permit")->reading.limit.value, 5);
}

}  // namespace
}  // namespace bandian::casework
