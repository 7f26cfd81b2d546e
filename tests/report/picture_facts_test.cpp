// What a page is given to draw a case's process: the diagram of its own pack, and each step with the light of the
// picture.

#include "report/picture_facts.hpp"

#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "report/picture.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

namespace bandian::report {
namespace {

using app::Json;

const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";

/// `permit_unit`: what the seven days of a green space are counted in.
std::shared_ptr<const process::Pack> pack(const std::string& permit_unit = "working-days") {
    packs::Faults faults;
    packs::PackFiles files = packs::read_pack_files(workflows + "/zhoucun-2018", faults);
    std::string& green = files.content.at("green-space.bpmn");
    const std::string limit = "limit=\"7\" kind=\"each\"";
    EXPECT_NE(green.find(limit), std::string::npos);
    if (permit_unit != "working-days") green.insert(green.find(limit), "unit=\"" + permit_unit + "\" ");
    return packs::load_pack(files, faults);
}

struct Run {
    casework::Case the_case;
    casework::CaseView view;
};

/// Two green-space permits, the first held for a correction, of a case that was planned on 12 October 2018.
Run run(const std::shared_ptr<const process::Pack>& rules = pack()) {
    packs::Faults faults;
    const auto calendar =
        std::get<calendar::Calendar>(packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar());
    const Json scenario =
        Json::parse(R"({"process": "ten-kilovolt", "attributes": {"capacityKva": 630, "supplies": 1}, "steps": [
        {"at": "2018-10-08T09:30+08:00", "do": "submit"},
        {"at": "2018-10-09T10:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"},
        {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied",
         "attributes": {"line": "cable", "externalLineMetres": 420, "civilWorks": false,
          "permits": {"greenSpace": [{"place": "a", "areaM2": 12}, {"place": "b", "areaM2": 2}]}}},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.1.filing", "outcome": "filed"},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.2.filing", "outcome": "filed"},
        {"at": "2018-10-17T15:00+08:00", "do": "hold", "task": "green-space.1.review", "reason": "correction",
         "missing": ["works-plan"]}]})");
    auto done = std::get<wire::ScenarioRun>(wire::run_scenario(rules, calendar, scenario, std::nullopt));
    casework::CaseView view = casework::view(done.the_case, calendar, *calendar::parse_day("2018-10-17"));
    return {std::move(done.the_case), std::move(view)};
}

Json step(const Json& facts, const std::string& element) {
    for (const Json& one : facts["steps"])
        if (one["element"] == element) return one;
    return nullptr;
}

TEST(PictureFacts, tell_each_step_of_a_case_with_its_light_and_the_days_left) {
    const auto [the_case, view] = run();
    const Json facts = case_picture_facts(the_case, view, "");
    EXPECT_EQ(facts["process"]["id"], "ten-kilovolt");
    EXPECT_EQ(facts["bpmn"], pack()->drawings.at("ten-kilovolt").bpmn);
    EXPECT_EQ(facts["bpmn"].get<std::string>().substr(0, 5), "<?xml");
    EXPECT_EQ(step(facts, "accept")["light"], "met");
    EXPECT_EQ(step(facts, "accept")["left"], nullptr);
    EXPECT_EQ(step(facts, "accept")["owner"]["zh"], "周村供电中心");
    EXPECT_EQ(step(facts, "grid-works")["state"], "waiting");
    EXPECT_EQ(step(facts, "grid-works")["light"], nullptr);
    const Json green = step(facts, "green-space");
    EXPECT_EQ(green["left"], 4) << "of the second, due on the 23rd; the first is held";
    EXPECT_EQ(
        green["calls"],
        Json::parse(R"([{"call": "green-space.1", "light": "paused"}, {"call": "green-space.2", "light": "green"}])"));
}

TEST(PictureFacts, tell_the_steps_of_a_call_with_its_own_diagram) {
    const auto [the_case, view] = run();
    const Json facts = case_picture_facts(the_case, view, "green-space.1");
    EXPECT_EQ(facts["bpmn"], pack()->drawings.at("green-space").bpmn);
    EXPECT_EQ(facts["call"], "green-space.1");
    EXPECT_EQ(step(facts, "review")["state"], "held");
    EXPECT_EQ(step(facts, "review")["light"], "paused");
    EXPECT_EQ(step(facts, "review")["left"], 4);
    EXPECT_TRUE(case_picture_facts(the_case, view, "green-space.3").is_null());
}

TEST(PictureFacts, and_the_drawing_tell_the_days_left_in_the_unit_of_the_clock) {
    const auto [the_case, view] = run(pack("calendar-days"));
    const Json green = step(case_picture_facts(the_case, view, ""), "green-space");
    EXPECT_EQ(green["due"], "2018-10-19");
    EXPECT_EQ(green["left"], 2);
    EXPECT_EQ(green["unit"], "calendar-days");
    EXPECT_EQ(marks_of(the_case, view, "green-space.2", Language::chinese).at("review").note, "10-19 前 · 剩 2 天");
    EXPECT_EQ(marks_of(the_case, view, "green-space.1", Language::english).at("review").note, "2 days left");
    const auto [in_working_days, seen] = run();
    EXPECT_FALSE(step(case_picture_facts(in_working_days, seen, ""), "green-space").contains("unit"));
    EXPECT_EQ(marks_of(in_working_days, seen, "green-space.2", Language::chinese).at("review").note,
              "10-23 前 · 剩 4 个工作日");
    EXPECT_EQ(marks_of(in_working_days, seen, "green-space.1", Language::english).at("review").note,
              "4 working days left");
}

TEST(PictureFacts, of_a_process_alone_tell_no_light_and_what_opens_behind_a_step) {
    const Json facts = process_picture_facts(*pack(), "ten-kilovolt");
    EXPECT_EQ(step(facts, "accept")["state"], nullptr);
    EXPECT_EQ(step(facts, "road-excavation")["calls"][0]["call"], "road-excavation");
    EXPECT_EQ(process_picture_facts(*pack(), "road-excavation")["process"]["id"], "road-excavation");
    EXPECT_TRUE(process_picture_facts(*pack(), "dance").is_null());
}

}  // namespace
}  // namespace bandian::report
