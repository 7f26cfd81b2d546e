// Runs every file of tests/scenarios/: a scenario with what is expected of it, worked out by hand.

#include "calendar/worked_days.hpp"
#include "casework/expectations.hpp"
#include "casework/view.hpp"
#include "packs/pack_files.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace bandian::casework {
namespace {

using wire::Json;

std::shared_ptr<const process::Pack> pack(const std::string& id) {
    static std::map<std::string, std::shared_ptr<const process::Pack>> packs;
    auto& found = packs[id];
    if (!found) {
        packs::Faults faults;
        found = packs::load_pack(packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/" + id, faults),
                                 faults);
        if (!found) throw std::runtime_error(faults.empty() ? "no pack " + id : packs::to_string(faults.front()));
    }
    return found;
}

std::variant<wire::ScenarioRun, wire::RefusedStep> run(const Json& file, const calendar::Calendar& calendar) {
    const Json& scenario = file.at("scenario");
    return wire::run_scenario(
        pack(file.at("pack")), calendar, scenario,
        scenario.contains("asOf") ? wire::parse_instant(scenario["asOf"].get<std::string>()) : std::nullopt);
}

calendar::Calendar calendar_for(const Json& file) {
    const auto rules = pack(file.at("pack"));
    const Json known_at = file.at("scenario").value("knownAt", Json(nullptr));
    if (known_at.is_null()) return std::get<calendar::Calendar>(testing::region(rules->calendar).calendar());
    return std::get<calendar::Calendar>(
        testing::region(rules->calendar)
            .calendar(wire::local_day(*wire::parse_instant(known_at.get<std::string>()), rules->time_zone)));
}

class Scenario : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Scenario, goes_as_worked_out_by_hand) {
    std::ifstream stream(GetParam());
    const Json file = Json::parse(stream);
    SCOPED_TRACE(file.at("why").get<std::string>());
    const calendar::Calendar calendar = calendar_for(file);
    const auto outcome = run(file, calendar);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) {
        ASSERT_TRUE(file.contains("refused")) << "step " << no->step << " was refused: " << no->rejection.detail;
        EXPECT_EQ(no->step, file["refused"].at("step").get<std::size_t>()) << no->rejection.detail;
        EXPECT_EQ(no->rejection.code, file["refused"].at("code").get<std::string>()) << no->rejection.detail;
        EXPECT_EQ(no->rejection.field, file["refused"].value("field", no->rejection.field));
        return;
    }
    ASSERT_FALSE(file.contains("refused")) << "nothing was refused";
    const auto& done = std::get<wire::ScenarioRun>(outcome);
    const calendar::Day today = wire::today_of(done.the_case, done.as_of);
    const Json result = testing::seen(done.the_case, calendar, today);
    const Json& expect = file.at("expect");
    testing::expect_result(expect, result);
    testing::expect_replay_equals(done.the_case, calendar, today);
    testing::expect_timing_says_the_same(done.the_case, calendar, today);
}

/// What facts say of a case adds up, whatever happened in it.
TEST_P(Scenario, adds_up) {
    std::ifstream stream(GetParam());
    const Json file = Json::parse(stream);
    const calendar::Calendar calendar = calendar_for(file);
    const auto outcome = run(file, calendar);
    if (!std::holds_alternative<wire::ScenarioRun>(outcome)) {
        EXPECT_TRUE(file.contains("refused"));
        return;
    }
    const Case& c = std::get<wire::ScenarioRun>(outcome).the_case;
    const calendar::Day until = wire::local_day(std::get<wire::ScenarioRun>(outcome).as_of, c.pack->time_zone);
    for (const int later : {0, 1, 7})
        testing::expect_facts_add_up(c, facts(c, calendar, until + date::days{later}), calendar);
}

std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(std::string{BANDIAN_SOURCE_DIR} + "/tests/scenarios"))
        if (entry.path().extension() == ".json") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, ::testing::ValuesIn(files()), [](const auto& file) {
    std::string name = file.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace bandian::casework
