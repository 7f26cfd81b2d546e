#include "app/sweep.hpp"

#include "app/desk.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

calendar::Day day(const char* text) { return calendar::parse_day(text).value(); }

casework::CaseView on(const char* today) {
    casework::CaseView view;
    view.today = day(today);
    view.submitted = view.entered = day("2018-10-08");
    return view;
}

std::vector<std::string> said(const std::vector<Alarm>& alarms) {
    std::vector<std::string> all;
    for (const Alarm& one : alarms) all.push_back(calendar::to_string(one.day) + ' ' + one.clock + ' ' + one.kind);
    return all;
}

TEST(Alarms, silence_that_answered_is_told_on_its_day) {
    casework::CaseView view = on("2018-10-15");
    casework::TaskView task;
    task.path = "green-space.1.acceptance";
    task.state = casework::TaskState::done;
    task.until = day("2018-10-12");
    view.tasks.push_back(task);
    EXPECT_TRUE(said(alarms_in(view, {})).empty()) << "somebody answered";
    view.tasks[0].deemed = true;
    EXPECT_EQ(said(alarms_in(view, {})), std::vector<std::string>{"2018-10-12 green-space.1.acceptance deemed"});
    EXPECT_EQ(next_attention(view, {}, view.today), view.today) << "the sweep has yet to tell";
    EXPECT_EQ(next_attention(view, {}, view.today + date::days{1}), std::nullopt);
}

TEST(Alarms, a_breach_that_was_there_when_a_case_under_way_was_entered_is_told_the_day_after) {
    casework::CaseView view = on("2018-11-06");
    view.submitted = day("2018-11-02");
    view.entered = day("2018-11-06");
    casework::ClockView accept;
    accept.id = "accept";
    accept.reading.state = clocks::ClockState::running;
    accept.reading.light = clocks::Light::red;
    accept.reading.turns_yellow = accept.reading.due = day("2018-11-05");  // breach on the day of entry
    accept.reading.broken = true;
    view.clocks.push_back(accept);
    EXPECT_TRUE(alarms_in(view, {}).empty()) << "that it was done in time may be entered today";
    EXPECT_EQ(next_attention(view, {}, view.today + date::days{1}), day("2018-11-07"));
    view.today = day("2018-11-07");
    EXPECT_EQ(said(alarms_in(view, {})), std::vector<std::string>{"2018-11-06 accept breach"});
    EXPECT_EQ(next_attention(view, {}, view.today + date::days{1}), std::nullopt);
}

TEST(Alarms, a_clock_held_or_stopped_when_it_had_missed_its_day_is_broken_and_says_so) {
    for (const auto state : {clocks::ClockState::paused, clocks::ClockState::stopped}) {
        casework::CaseView view = on("2018-10-17");
        casework::ClockView permit;
        permit.id = "green-space.1.permit";
        permit.reading.state = state;
        permit.reading.light = clocks::Light::red;
        permit.reading.due = permit.reading.turns_yellow = day("2018-10-15");
        permit.reading.broken = true;
        view.clocks.push_back(permit);
        EXPECT_EQ(said(alarms_in(view, {})), std::vector<std::string>{"2018-10-16 green-space.1.permit breach"});
        EXPECT_EQ(next_attention(view, {}, view.today), view.today) << "the sweep has yet to tell";
        EXPECT_EQ(next_attention(view, {}, view.today + date::days{1}), std::nullopt);
    }
}

TEST(Alarms, nothing_comes_near_while_a_clock_is_held) {
    casework::CaseView view = on("2018-10-17");
    casework::ClockView permit;
    permit.id = "green-space.1.permit";
    permit.reading.state = clocks::ClockState::paused;
    permit.reading.light = clocks::Light::paused;
    view.clocks.push_back(permit);
    EXPECT_TRUE(alarms_in(view, {}).empty());
    EXPECT_EQ(next_attention(view, {}, view.today), std::nullopt);
}

TEST(Alarms, a_result_is_called_for_from_the_day_after_its_last) {
    casework::Result owed;
    owed.task = "green-space.1.review";
    owed.deliver_by = day("2018-10-22");
    EXPECT_TRUE(alarms_in(on("2018-10-22"), {owed}).empty());
    EXPECT_EQ(said(alarms_in(on("2018-10-24"), {owed})),
              std::vector<std::string>{"2018-10-23 green-space.1.review obligation"});
    EXPECT_EQ(next_attention(on("2018-10-10"), {owed}, day("2018-10-10")), day("2018-10-23"));
    owed.deliver_by.reset();  // the utility's
    EXPECT_TRUE(alarms_in(on("2018-10-24"), {owed}).empty());
}

TEST(Alarms, one_of_a_clock_that_was_set_back_before_the_case_came_is_judged_by_the_application) {
    const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
    packs::Faults faults;
    const auto pack = packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
    const auto calendar = packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar();
    ASSERT_TRUE(pack);
    const casework::Case c = casework::replay(pack, {{1, wire::parse_instant("2018-10-08T09:00+08:00").value(),
                                                      day("2018-10-08"), casework::Submit{"low-voltage", {}}}});
    EXPECT_EQ(unwarranted({{7, "accept", "due", day("2018-10-08"), "2018-10-08T08:00:00.000+08:00", false}}, c,
                          std::get<calendar::Calendar>(calendar)),
              std::vector<std::int64_t>{7});
}

}  // namespace
}  // namespace bandian::app
