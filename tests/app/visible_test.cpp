// What somebody sees of a case is chosen for him: what nobody has chosen stays with those who see it whole.

#include "app/visible.hpp"

#include "calendar/worked_days.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "packs/pack_files.hpp"
#include "wire/json.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bandian::app {
namespace {

Actor actor(Role role, const std::string& department) {
    Actor one;
    one.account = "a";
    one.roles = {role};
    one.department = department;
    return one;
}

const Actor green = actor(Role::permit_officer, "urban-management"),
            police = actor(Role::permit_officer, "traffic-police"), utilitys = actor(Role::integration, "power-supply"),
            manager = actor(Role::manager, "power-supply"), supervisor = actor(Role::supervisor, "economy-it");

/// A green space, a road that the police decide on and one that its authority does; a place more of each road; one
/// taken away; something held, extended and taken back of each department.
const char* const scenario = R"({"process": "ten-kilovolt",
    "attributes": {"capacityKva": 630, "supplies": 2}, "steps": [
    {"at": "2018-10-08T09:00+08:00", "do": "submit", "materials": ["identity", "title", "works-plan"]},
    {"at": "2018-10-08T10:00+08:00", "do": "hold", "task": "accept", "reason": "site-inaccessible"},
    {"at": "2018-10-08T11:00+08:00", "do": "void", "step": 2, "reason": "void-of-the-utility"},
    {"at": "2018-10-09T09:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"},
    {"at": "2018-10-12T09:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied", "attributes": {
        "line": "cable", "externalLineMetres": 420, "civilWorks": false, "permits": {
            "greenSpace": [{"place": "place-of-green", "areaM2": 12}],
            "roadOccupation": [{"road": "road-of-police"},
                               {"road": "road-of-housing", "authority": "road", "roadClass": "urban"}]}}},
    {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "green-space.1.filing", "outcome": "filed"},
    {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "road-occupation.1.filing", "outcome": "filed"},
    {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "road-occupation.2.filing", "outcome": "filed"},
    {"at": "2018-10-15T09:00+08:00", "do": "hold", "task": "green-space.1.review", "reason": "correction",
        "missing": ["missing-of-green"]},
    {"at": "2018-10-15T09:00+08:00", "do": "hold", "task": "road-occupation.1.review", "reason": "correction",
        "missing": ["missing-of-police"]},
    {"at": "2018-10-16T09:00+08:00", "do": "resume", "task": "green-space.1.review"},
    {"at": "2018-10-16T10:00+08:00", "do": "extend", "clock": "green-space.1.permit", "days": 5,
        "reason": "extension-of-green"},
    {"at": "2018-10-16T11:00+08:00", "do": "void", "step": 12, "reason": "void-of-green"},
    {"at": "2018-10-17T09:00+08:00", "do": "amend", "reason": "reason-of-amendment",
        "add": {"roadOccupation": [
            {"road": "added-of-housing", "authority": "road", "roadClass": "urban"}, {"road": "added-of-police"}]}},
    {"at": "2018-10-17T10:00+08:00", "do": "amend", "reason": "reason-of-dropping", "drop": ["road-occupation.3"]},
    {"at": "2018-10-18T09:00+08:00", "do": "complete", "task": "road-occupation.2.review", "outcome": "refused",
        "reason": "reason-of-housing", "law": "law-of-housing"},
    {"at": "2018-10-19T09:00+08:00", "do": "withdraw", "reason": "reason-of-withdrawal"}]})";

/// At the end of a day.
CaseOnDesk desk(const std::string& today = "2018-10-18") {
    packs::Faults faults;
    const auto pack = packs::load_pack(
        packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults), faults);
    const calendar::Calendar calendar = testing::cn();
    auto run = wire::run_scenario(pack, calendar, Json::parse(scenario), wire::parse_instant(today + "T18:00+08:00"));
    if (const auto* no = std::get_if<wire::RefusedStep>(&run)) {
        ADD_FAILURE() << "step " << no->step << ": " << no->rejection.detail;
        return {};
    }
    CaseOnDesk desk;
    desk.case_no = "ZC2018-000001";
    desk.applicant = {{"name", "王五"},
                      {"phone", "13800000002"},
                      {"idType", "passport"},
                      {"idNumber", "number-of-his-passport"},
                      {"creditCode", "91350100M000100Y43"}};
    desk.site = {{"address", "周村区丝绸路2号"}};
    desk.the_case = std::get<wire::ScenarioRun>(run).the_case;
    desk.view = casework::facts(desk.the_case, calendar, testing::day(today.c_str()));
    return desk;
}

/// Whatever is told of the case and its log.
std::string told(const CaseOnDesk& desk, const Actor& to) {
    return http::case_json(visible(desk, to)).dump() +
           http::entries_json(visible_entries(desk, to), desk.the_case).dump();
}

bool tells(const CaseOnDesk& desk, const Actor& to, const std::string& words) {
    return told(desk, to).find(words) != std::string::npos;
}

Json entry(const CaseOnDesk& desk, const Actor& to, int number) {
    for (const VisibleEntry& one : visible_entries(desk, to))
        if (one.number == number) return one.entry;
    return nullptr;
}

std::vector<std::string> names(const Json& object) {
    std::vector<std::string> all;
    for (const auto& [name, value] : object.items()) all.push_back(name);
    return all;
}

TEST(VisibleCase, is_of_somebody_narrow_what_is_his_departments) {
    const CaseOnDesk whole = desk();
    const VisibleCase seen = visible(whole, green);
    ASSERT_EQ(seen.tasks.size(), 1u);
    EXPECT_EQ(seen.tasks[0].step->path, "green-space.1.review");
    ASSERT_EQ(seen.clocks.size(), 1u);
    EXPECT_EQ(seen.clocks[0].clock->id, "green-space.1.permit");
    ASSERT_EQ(seen.permits.size(), 1u);
    EXPECT_EQ(seen.permits[0].place, "place-of-green");
    for (const VisiblePathStep& step : seen.path) EXPECT_EQ(step.task->owner, "urban-management");
    EXPECT_FALSE(seen.responsibility);
    ASSERT_TRUE(seen.expected);
    EXPECT_EQ(seen.expected->day, whole.view.expected->day);
    EXPECT_FALSE(whole.view.expected->waits_for.empty());
    EXPECT_TRUE(seen.expected->waits_for.empty());
    EXPECT_TRUE(std::any_of(seen.papers.begin(), seen.papers.end(),
                            [](const VisiblePaper& one) { return one.material->id == "works-plan"; }));
    EXPECT_FALSE(seen.has_paper("identity"));
    EXPECT_EQ(seen.actions, std::vector<CaseAction>{});
    const auto& outcomes = seen.tasks[0].outcomes;
    EXPECT_TRUE(std::any_of(outcomes.begin(), outcomes.end(),
                            [](const OfferedOutcome& one) { return one.outcome == "granted"; }));
    EXPECT_TRUE(seen.tasks[0].may_hold);
    EXPECT_EQ(seen.clocks[0].extend_by, 10) << "the extension was taken back";
    for (const char* words : {"王五", "13800000002", "91350100M000100Y43", "周村区丝绸路2号", "place-of-green", "630"})
        EXPECT_TRUE(tells(whole, green, words)) << words;
    for (const char* words : {"number-of-his-passport", "passport", "of-police", "of-housing", "of-the-utility"})
        EXPECT_FALSE(tells(whole, green, words)) << words;
}

TEST(VisibleCase, is_all_of_it_for_those_who_see_it_whole) {
    CaseOnDesk whole = desk();
    whole.applicant["planted"] = "planted-in-applicant";
    whole.the_case.attributes["planted"] = process::Value{std::string{"planted-in-attributes"}};
    const VisibleCase seen = visible(whole, manager);
    EXPECT_EQ(seen.tasks.size(), whole.view.tasks.size());
    EXPECT_EQ(seen.clocks.size(), whole.view.clocks.size());
    EXPECT_EQ(seen.permits.size(), 5u) << "one of which was dropped";
    EXPECT_EQ(seen.papers.size(), whole.the_case.pack->materials.size());
    EXPECT_EQ(visible_entries(whole, manager).size(), whole.the_case.log.size());
    for (const casework::Event& event : whole.the_case.log)
        EXPECT_EQ(entry(whole, manager, event.number), wire::to_json(event.entry));
    for (const char* words : {"planted-in-applicant", "planted-in-attributes", "number-of-his-passport",
                              "added-of-police", "reason-of-housing", "void-of-green"})
        EXPECT_TRUE(tells(whole, manager, words)) << words;
    EXPECT_EQ(visible(whole, supervisor).actions,
              (std::vector{CaseAction::void_entry, CaseAction::withdraw, CaseAction::assign}));
}

TEST(VisibleCase, shows_nobody_narrow_what_nobody_has_chosen) {
    CaseOnDesk whole = desk();
    whole.applicant["planted"] = "planted-in-applicant";
    whole.site["planted"] = "planted-in-site";
    process::Record& attributes = whole.the_case.attributes;
    attributes["planted"] = process::Value{std::string{"planted-in-attributes"}};
    attributes["permits"].as<process::Record>()->emplace("planted", process::Value{std::string{"planted-beside"}});
    ASSERT_TRUE(tells(whole, manager, "planted-beside"));
    for (const Actor* reader : {&green, &police, &utilitys}) {
        ASSERT_TRUE(is_narrow(*reader));
        EXPECT_FALSE(tells(whole, *reader, "planted")) << reader->department;
    }
    EXPECT_EQ(http::for_applicant(whole).dump().find("planted"), std::string::npos);
}

TEST(VisibleCase, shows_nobody_narrow_a_kind_of_entry_or_a_member_that_nobody_has_chosen) {
    const CaseOnDesk whole = desk();
    int kinds = 0;
    for (const casework::Event& event : whole.the_case.log) {
        Json planted = wire::to_json(event.entry);
        planted["planted"] = "planted";
        for (const Actor* reader : {&green, &police, &utilitys}) {
            const auto shown = visible_entry(whole, *reader, planted, event.number);
            EXPECT_TRUE(!shown || !shown->contains("planted")) << planted.dump();
            kinds += shown.has_value();
        }
        EXPECT_EQ(visible_entry(whole, manager, planted, event.number), planted);
    }
    EXPECT_GT(kinds, 10);
    EXPECT_EQ(visible_entry(whole, green, {{"do", "planted"}, {"reason", "x"}}, 1), std::nullopt);
    EXPECT_EQ(visible_entry(whole, green, {{"do", "planted"}, {"task", "green-space.1.review"}}, 1), std::nullopt);
}

TEST(VisibleEntries, about_no_task_or_clock_show_somebody_narrow_what_is_his) {
    const CaseOnDesk whole = desk("2018-10-19");
    const auto told = [&](const Actor& to, int number) { return entry(whole, to, number).dump(); };
    EXPECT_EQ(told(green, 1), R"({"do":"submit","materials":["works-plan"]})");
    EXPECT_EQ(told(utilitys, 3), R"({"do":"void","step":2,"reason":"void-of-the-utility"})");
    EXPECT_EQ(told(green, 3), R"({"do":"void"})");
    EXPECT_EQ(told(green, 13), R"({"do":"void","step":12,"reason":"void-of-green"})");
    EXPECT_EQ(told(police, 13), R"({"do":"void"})");
    EXPECT_EQ(told(green, 14), R"({"do":"amend"})");
    EXPECT_EQ(told(police, 14), R"({"do":"amend","add":{"roadOccupation":[{"road":"added-of-police"}]}})");
    EXPECT_EQ(told(police, 15), R"({"do":"amend"})") << "another's was dropped";
    EXPECT_EQ(told(green, 17), R"({"do":"withdraw"})");
    for (const VisibleEntry& one : visible_entries(whole, police))
        EXPECT_EQ(one.by.has_value(), one.entry.contains("task") || one.entry.contains("clock")) << one.number;
}

TEST(VisibleEntries, about_a_task_or_a_clock_are_its_departments) {
    const CaseOnDesk whole = desk();
    EXPECT_EQ(names(entry(whole, green, 9)), (std::vector<std::string>{"do", "task", "reason", "missing"}));
    EXPECT_EQ(entry(whole, police, 9), Json(nullptr));
    EXPECT_EQ(names(entry(whole, green, 12)), (std::vector<std::string>{"do", "clock", "days", "reason"}));
    EXPECT_EQ(entry(whole, police, 12), Json(nullptr));
    EXPECT_EQ(entry(whole, green, 4), Json(nullptr));
    // The utility's own program: what it has entered, but for the places of others' permits.
    EXPECT_EQ(entry(whole, utilitys, 5)["attributes"].dump(),
              R"({"civilWorks":false,"externalLineMetres":420,"line":"cable"})");
    const auto extended = visible_entries(whole, green);
    EXPECT_TRUE(std::any_of(extended.begin(), extended.end(),
                            [](const VisibleEntry& one) { return one.number == 12 && one.taken_back; }));
}

TEST(VisibleInPicture, is_lit_by_his_own_steps) {
    const CaseOnDesk whole = desk();
    const casework::CaseView seen = visible_in_picture(whole, green);
    ASSERT_EQ(seen.tasks.size(), 1u);
    EXPECT_EQ(seen.tasks[0].path, "green-space.1.review");
    ASSERT_EQ(seen.calls.size(), 1u);
    EXPECT_EQ(seen.calls[0].path, "green-space.1");
    EXPECT_TRUE(seen.clocks.empty());
    EXPECT_EQ(seen.stages.size(), whole.view.stages.size());
    EXPECT_EQ(visible_in_picture(whole, manager).tasks.size(), whole.view.tasks.size());
}

TEST(PublicStatus, names_nobody_and_gives_no_reasons) {
    const std::string open = http::for_applicant(desk()).dump(),
                      withdrawn = http::for_applicant(desk("2018-10-19")).dump();
    for (const char* words : {"王五", "13800000002", "number-of-his-passport", "91350100M000100Y43", "丝绸路",
                              "reason-of", "law-of", "void-of", "extension-of"}) {
        EXPECT_EQ(open.find(words), std::string::npos) << words;
        EXPECT_EQ(withdrawn.find(words), std::string::npos) << words;
    }
    for (const char* words : {"王*", "138****0002", "周村区****", "missing-of-police", "place-of-green"})
        EXPECT_NE(open.find(words), std::string::npos) << words;
}

}  // namespace
}  // namespace bandian::app
