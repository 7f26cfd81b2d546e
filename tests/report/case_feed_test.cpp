// The dates of a case, whatever somebody typed as the name of a place.

#include "report/case_feed.hpp"

#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

namespace bandian::report {
namespace {

using app::Json;

const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";

/// Two green-space permits at `place`, filed on 12 October 2018, as the case stands on `day`.
app::CaseOnDesk desk(const std::string& place, const char* day, const Json& more = Json::array()) {
    packs::Faults faults;
    const auto calendars = packs::read_calendars(workflows + "/calendars", faults);
    const auto calendar = std::get<calendar::Calendar>(calendars.at("cn").calendar());
    Json scenario = Json::parse(R"({"process": "ten-kilovolt", "attributes": {"capacityKva": 630, "supplies": 1},
        "steps": [
        {"at": "2018-10-08T09:30+08:00", "do": "submit"},
        {"at": "2018-10-09T10:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted"},
        {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied", "attributes":
          {"line": "cable", "externalLineMetres": 420, "civilWorks": false,
           "permits": {"greenSpace": [{"areaM2": 12}, {"areaM2": 2}]}}},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.1.filing", "outcome": "filed"},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.2.filing", "outcome": "filed"}]})");
    for (Json& one : scenario["steps"][2]["attributes"]["permits"]["greenSpace"]) one["place"] = place;
    for (const Json& one : more) scenario["steps"].push_back(one);
    auto pack = packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
    auto done = std::get<wire::ScenarioRun>(wire::run_scenario(pack, calendar, scenario, std::nullopt));
    app::CaseOnDesk desk;
    desk.case_no = "ZC2018-000001";
    desk.view = casework::facts(done.the_case, calendar, *calendar::parse_day(day));
    desk.the_case = std::move(done.the_case);
    return desk;
}

std::string unfolded(std::string text) {
    for (std::size_t at; (at = text.find("\r\n ")) != std::string::npos;) text.erase(at, 3);
    return text;
}

TEST(CaseFeed, tells_permits_at_one_place_apart_by_their_number) {
    const std::string feed = unfolded(case_feed(desk("北郊公园绿地", "2018-10-15"), Language::chinese));
    for (const char* line : {"SUMMARY:ZC2018-000001 绿地占用审批 1 · 北郊公园绿地 · 审批 到期\r\n",
                             "SUMMARY:ZC2018-000001 绿地占用审批 2 · 北郊公园绿地 · 审批 到期\r\n",
                             "UID:green-space.1.review-ZC2018-000001@bandian\r\nDTSTAMP:20181012T080000Z\r\n",
                             "UID:green-space.2.review-ZC2018-000001@bandian\r\n"})
        EXPECT_NE(feed.find(line), std::string::npos) << line << feed;
}

TEST(CaseFeed, a_place_without_a_name_is_told_by_its_number) {
    const std::string feed = unfolded(case_feed(desk("", "2018-10-15"), Language::chinese));
    EXPECT_NE(feed.find("SUMMARY:ZC2018-000001 绿地占用审批 2 · 审批 到期\r\n"), std::string::npos) << feed;
}

TEST(CaseFeed, nothing_in_the_name_of_a_place_becomes_a_line) {
    const std::string feed =
        unfolded(case_feed(desk("绿地\r\nMETHOD:REQUEST\nATTACH:x;y,z\\", "2018-10-15"), Language::chinese));
    EXPECT_NE(feed.find("1 · 绿地\\nMETHOD:REQUEST\\nATTACH:x\\;y\\,z\\\\ · 审批 到期\r\n"), std::string::npos) << feed;
    EXPECT_EQ(feed.find("\r\nMETHOD"), std::string::npos);
    EXPECT_EQ(feed.find('\n'), feed.find("\r\n") + 1);
}

TEST(CaseFeed, in_english_names_the_same_events_and_leaves_names_of_places_alone) {
    const app::CaseOnDesk one = desk("北郊公园绿地", "2018-10-15");
    const std::string english = unfolded(case_feed(one, Language::english)),
                      chinese = unfolded(case_feed(one, Language::chinese));
    EXPECT_NE(english.find("SUMMARY:ZC2018-000001 Application submitted\r\n"), std::string::npos) << english;
    EXPECT_NE(english.find(" 2 · 北郊公园绿地 · "), std::string::npos) << english;
    EXPECT_EQ(english.find("到期"), std::string::npos) << english;
    EXPECT_NE(english.find(" due\r\n"), std::string::npos) << english;
    const auto uids = [](const std::string& feed) {
        std::string all;
        for (std::size_t at = feed.find("\r\nUID:"); at != std::string::npos; at = feed.find("\r\nUID:", at + 1))
            all += feed.substr(at + 2, feed.find("\r\n", at + 2) - at);
        return all;
    };
    EXPECT_EQ(uids(english), uids(chinese)) << "a program that changes its language keeps one event, not two";
    const Json end = Json::parse(R"([{"at": "2018-10-16T10:00+08:00", "do": "withdraw", "reason": "x"}])");
    const std::string ended = unfolded(case_feed(desk("a", "2018-10-16", end), Language::english));
    EXPECT_NE(ended.find(" due (ended)\r\n"), std::string::npos) << ended;
    EXPECT_NE(ended.find("SUMMARY:ZC2018-000001 Application withdrawn\r\n"), std::string::npos) << ended;
}

TEST(CaseFeed, is_the_same_on_the_next_day_while_it_says_the_same) {
    EXPECT_EQ(case_feed(desk("a", "2018-10-15"), Language::chinese),
              case_feed(desk("a", "2018-10-16"), Language::chinese));
    EXPECT_NE(case_feed(desk("a", "2018-10-15"), Language::chinese),
              case_feed(desk("b", "2018-10-15"), Language::chinese));
}

TEST(CaseFeed, of_a_case_that_has_ended_tells_how_and_cancels_what_fell_due) {
    const Json end = Json::parse(R"([{"at": "2018-10-16T10:00+08:00", "do": "withdraw", "reason": "x"}])");
    const std::string feed = unfolded(case_feed(desk("a", "2018-10-16", end), Language::chinese));
    EXPECT_NE(feed.find("SUMMARY:ZC2018-000001 绿地占用审批 1 · a · 审批 到期（已终止）\r\n"), std::string::npos)
        << feed;
    EXPECT_NE(feed.find("STATUS:CANCELLED\r\n"), std::string::npos);
    EXPECT_NE(feed.find("DTSTART;VALUE=DATE:20181016\r\nDTEND;VALUE=DATE:20181017\r\n"
                        "SUMMARY:ZC2018-000001 申请已撤回\r\n"),
              std::string::npos)
        << feed;
}

}  // namespace
}  // namespace bandian::report
