// What the public status says of a case, by a pack that calls its departments otherwise than the first one does.

#include "http/presentation.hpp"

#include "calendar/worked_days.hpp"
#include "packs/pack_files.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

std::shared_ptr<const process::Pack> pack_with_a_customer() {
    packs::Faults faults;
    packs::PackFiles files =
        packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults);
    std::string& yaml = files.content.at("pack.yaml");
    const auto put = [&](const std::string& from, const std::string& to) {
        ASSERT_NE(yaml.find(from), std::string::npos) << from;
        for (std::size_t at = yaml.find(from); at != std::string::npos; at = yaml.find(from, at + to.size()))
            yaml.replace(at, from.size(), to);
    };
    put("{ id: applicant, name", "{ id: customer, name");
    put("department: applicant }", "department: customer }");
    return packs::load_pack(files, faults);
}

TEST(PublicStatus, knows_the_applicants_steps_by_their_party) {
    const auto pack = pack_with_a_customer();
    ASSERT_TRUE(pack);
    const calendar::Calendar calendar = testing::cn();
    const Json scenario = Json::parse(R"({"process": "ten-kilovolt", "attributes": {"capacityKva": 630}, "steps": [
        {"at": "2018-10-08T09:30+08:00", "do": "submit"},
        {"at": "2018-10-09T10:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"},
        {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied",
         "attributes": {"line": "cable", "externalLineMetres": 420, "civilWorks": false, "permits": {}}}]})");
    auto run = wire::run_scenario(pack, calendar, scenario, std::nullopt);
    ASSERT_TRUE(std::holds_alternative<wire::ScenarioRun>(run)) << std::get<wire::RefusedStep>(run).rejection.detail;
    const casework::Case c = std::get<wire::ScenarioRun>(run).the_case;
    const Json shown = for_applicant({"T2018-000001", 1, Json::object(), Json::object(), "", c,
                                      casework::facts(c, calendar, testing::day("2018-10-12"))});
    const auto titles = [](const Json& list) {
        std::vector<std::string> all;
        for (const Json& one : list) all.push_back(one.contains("en") ? one["en"] : one["title"]["en"]);
        return all;
    };
    EXPECT_EQ(shown["waitingForYou"].size(), 2u) << shown["waitingForYou"].dump();
    EXPECT_EQ(shown["now"].size(), 1u) << shown["now"].dump();
    EXPECT_FALSE(titles(shown["expected"]["after"]).empty()) << "the forecast counts after the customer's own works";
}

}  // namespace
}  // namespace bandian::http
