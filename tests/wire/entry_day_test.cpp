// Scenarios under a pack with business hours that end at five.

#include "wire/entry_day.hpp"

#include "calendar/worked_days.hpp"
#include "casework/view.hpp"
#include "packs/difference.hpp"
#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

namespace bandian::wire {
namespace {

std::shared_ptr<const process::Pack> pack(const std::string& hours) {
    packs::Faults faults;
    packs::PackFiles files =
        packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults);
    std::string& yaml = files.content.at("pack.yaml");
    const std::string zone = "timeZone: Asia/Shanghai\n";
    yaml.insert(yaml.find(zone) + zone.size(), hours);
    return packs::load_pack(files, faults);
}

const char* const closing_at_five = "closingTime: \"17:00\"\nreceivedOn: nextWorkingDay\n";

/// A Friday; the calendar's next working day is Monday the 15th.
ScenarioRun run(const std::shared_ptr<const process::Pack>& rules, const char* steps) {
    auto done = run_scenario(
        rules, testing::cn(),
        Json::parse(std::string{R"({"process": "ten-kilovolt", "attributes": {}, "steps": )"} + steps + '}'),
        std::nullopt);
    if (const auto* no = std::get_if<RefusedStep>(&done)) throw std::runtime_error(no->rejection.detail);
    return std::get<ScenarioRun>(std::move(done));
}

std::string days(const ScenarioRun& run) {
    std::string all;
    for (const casework::Event& event : run.the_case.log) all += calendar::to_string(event.day) + ' ';
    return all;
}

TEST(EntryDay, after_hours_is_the_next_working_day_and_the_moment_stays) {
    const auto rules = pack(closing_at_five);
    ASSERT_TRUE(rules);
    const ScenarioRun late = run(rules, R"([{"at": "2018-10-12T17:30+08:00", "do": "submit"},
        {"at": "2018-10-12T17:40+08:00", "do": "complete", "task": "accept", "outcome": "accepted"}])");
    EXPECT_EQ(days(late), "2018-10-15 2018-10-15 ");
    EXPECT_EQ(late.the_case.log.front().at, parse_instant("2018-10-12T17:30+08:00"));
    EXPECT_EQ(calendar::to_string(today_of(late.the_case, late.as_of)), "2018-10-15");
    const casework::CaseView seen = casework::view(late.the_case, testing::cn(), today_of(late.the_case, late.as_of));
    EXPECT_EQ(seen.clock("accept")->reading.used.value, 0);
    EXPECT_EQ(seen.clock("supply-plan")->reading.due, testing::day("2018-10-22"));
}

TEST(EntryDay, may_be_told_by_who_enters_late_what_came_in_time) {
    const auto rules = pack(closing_at_five);
    ASSERT_TRUE(rules);
    const ScenarioRun told =
        run(rules, R"([{"at": "2018-10-12T17:30+08:00", "do": "submit", "effective": "2018-10-12"}])");
    EXPECT_EQ(days(told), "2018-10-15 ");
    EXPECT_EQ(calendar::to_string(told.the_case.submitted()), "2018-10-12");
}

TEST(EntryDay, of_a_pack_without_hours_is_the_local_one) {
    const auto rules = pack("");
    ASSERT_TRUE(rules);
    EXPECT_EQ(days(run(rules,
                       R"([{"at": "2018-10-12T17:30+08:00", "do": "submit"},
                {"at": "2018-10-13T18:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"}])")),
              "2018-10-12 2018-10-13 ");
}

TEST(EntryDay, is_part_of_what_a_pack_means) {
    const auto before = pack(""), after = pack(closing_at_five);
    EXPECT_NE(packs::meaning_of(*before), packs::meaning_of(*after));
    EXPECT_EQ(packs::meaning_of(*before), packs::meaning_of(*pack("receivedOn: sameDay\n")));
    const std::vector<std::string> told = packs::differences(*before, *after);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0],
              "What comes in counts on the next working day when it comes on a rest day or after 17:00, no longer on "
              "its own day.");
}

}  // namespace
}  // namespace bandian::wire
