#pragma once
// What a scenario must come to, compared with what it came to. The shapes are those of bandian replay.

#include "casework/case.hpp"
#include "casework/facts.hpp"
#include "wire/json.hpp"
#include "wire/timing.hpp"

#include <gtest/gtest.h>

namespace bandian::testing {

using wire::Json;

inline Json seen(const casework::Case& c, const calendar::Calendar& calendar, calendar::Day today) {
    return wire::to_json(c, casework::facts(c, calendar, today));
}

/// What the log tells is what the case has become, after every entry.
inline void expect_replay_equals(const casework::Case& c, const calendar::Calendar& calendar, calendar::Day today) {
    casework::Case grown;
    grown.pack = c.pack;
    for (std::size_t i = 0; i < c.log.size(); ++i) {
        casework::apply(grown, c.log[i]);
        const casework::Case replayed = casework::replay(c.pack, grown.log);
        EXPECT_EQ(seen(replayed, calendar, today), seen(grown, calendar, today)) << "after entry " << i + 1;
    }
}

/// What is kept of the clocks for a change of the calendar says of each what the log says, today and later.
inline void expect_timing_says_the_same(const casework::Case& c, const calendar::Calendar& calendar,
                                        calendar::Day today) {
    const casework::Timing timing = casework::timing_of(c, casework::process_state(c));
    const std::string text = wire::to_text(timing, *c.process, today);
    const wire::TimedCase kept = wire::timed_case(text, *c.process);
    EXPECT_EQ(kept.last_entry, today);
    EXPECT_EQ(wire::to_text(kept.timing, *c.process, today), text);
    for (const int later : {0, 1, 9}) {
        const calendar::Day day = today + date::days{later};
        if (!calendar.covers(day)) continue;
        const std::vector<casework::ClockView> by_text = casework::clock_views(kept.timing, *c.process, calendar, day);
        for (const casework::ClockView& clock : casework::clock_views(timing, *c.process, calendar, day)) {
            if (!clock.reading.light || clock.reading.state == clocks::ClockState::stopped) continue;
            const casework::ClockView* same = casework::find_clock(by_text, clock.id);
            ASSERT_NE(same, nullptr) << clock.id << " in " << text;
            EXPECT_EQ(same->reading.due, clock.reading.due) << clock.id;
            EXPECT_EQ(same->reading.broken, clock.reading.broken) << clock.id;
            EXPECT_EQ(same->reading.turns_yellow, clock.reading.turns_yellow) << clock.id;
            EXPECT_EQ(same->if_resumed, clock.if_resumed) << clock.id;
        }
    }
}

/// They ran one after the other.
inline bool in_series(const std::vector<const casework::TaskView*>& steps) {
    for (const auto* a : steps)
        for (const auto* b : steps)
            if (a != b && !(a->until && *a->until <= b->since) && !(b->until && *b->until <= a->since)) return false;
    return true;
}

/// It began, or went on, on a rest day: with nothing left it has until the next working day, which its clock counts all
/// the same.
inline bool began_on_a_rest_day(const casework::TaskView& step, const calendar::Calendar& calendar) {
    return !calendar.is_working(step.since) ||
           std::any_of(step.holds.begin(), step.holds.end(),
                       [&](const casework::HoldSpan& hold) { return hold.to && !calendar.is_working(*hold.to); });
}

/// The path covers every working day from the submission to the end once; the ledger is the path's; a step's lateness
/// is a part of its clock's.
inline void expect_facts_add_up(const casework::Case& c, const casework::CaseFacts& facts,
                                const calendar::Calendar& calendar) {
    using casework::WorkingDays;
    const calendar::Day end = facts.closed.value_or(facts.today);
    SCOPED_TRACE("on " + calendar::to_string(facts.today));
    calendar::Day at = facts.submitted;
    WorkingDays on_path, held;
    for (const casework::PathStep& step : facts.path) {
        EXPECT_EQ(step.from, at) << facts.tasks[step.task].path;
        EXPECT_LE(step.from, step.to) << facts.tasks[step.task].path;
        EXPECT_EQ(step.days, calendar.count(step.from, step.to));
        EXPECT_LE(step.held_for_applicant + step.held_for_owner, step.days);
        at = step.to;
        on_path += step.days;
        held += step.held_for_applicant + step.held_for_owner;
    }
    EXPECT_EQ(at, end);
    if (facts.state == casework::CaseState::energized && !facts.path.empty()) {
        EXPECT_EQ(facts.tasks[facts.path.back().task].until, end);
    }
    EXPECT_EQ(on_path, calendar.count(facts.submitted, end));
    WorkingDays in_ledger, held_in_ledger;
    for (const casework::PartyDays& row : facts.responsibility) {
        EXPECT_LE(row.held, row.days);
        in_ledger += row.days;
        held_in_ledger += row.held;
    }
    EXPECT_EQ(in_ledger, on_path);
    EXPECT_EQ(held_in_ledger, held);

    for (const casework::ClockView& clock : facts.clocks) {
        const process::Clock& rule = c.process->clocks[clock.clock];
        if (rule.kind == process::ClockKind::mean || rule.not_before || rule.unit != process::Unit::working_days)
            continue;
        const std::string place = clock.id.substr(0, clock.id.rfind('.') + 1);
        std::vector<const casework::TaskView*> covered;
        for (const casework::TaskView& task : facts.tasks)
            if (contains(rule.covers, task.task) && task.path.rfind(place, 0) == 0) covered.push_back(&task);
        int late_by = 0;
        bool all_its_own = !covered.empty(), excused = false;
        for (const auto* step : covered) {
            all_its_own = all_its_own && step->clock == clock.id;
            if (step->clock != clock.id) continue;
            late_by += step->reading->late_by.value;
            excused = excused || (!step->reading->late && began_on_a_rest_day(*step, calendar));
            EXPECT_TRUE(step->reading->late || step->reading->late_by.value == 0) << step->path;
            EXPECT_TRUE(!step->reading->late || clock.reading.broken)
                << step->path << " is late, its clock " << clock.id << " is not";
        }
        if (all_its_own && !excused && in_series(covered)) {
            EXPECT_EQ(late_by, clock.reading.late_by->value) << clock.id;
        }
    }

    EXPECT_EQ(facts.expected.has_value(), facts.state == casework::CaseState::open);
    for (std::size_t t = 0; t < facts.slack.size(); ++t)
        if (facts.slack[t]) {
            EXPECT_GE(facts.slack[t]->value, 0) << facts.tasks[t].path;
        }
    if (!facts.expected) return;
    const casework::Forecast& f = *facts.expected;
    EXPECT_LE(f.shortest, f.days);
    WorkingDays ahead;
    for (const casework::AheadStep& step : f.steps) ahead += step.days;
    EXPECT_EQ(ahead, f.days);
    EXPECT_EQ(f.day, calendar.add(facts.today, f.days));
    EXPECT_EQ(f.earliest, calendar.add(facts.today, f.shortest));
}

inline const Json* named(const Json& list, const char* key, const Json& name) {
    for (const Json& one : list)
        if (one.at(key) == name) return &one;
    return nullptr;
}

inline void expect_members(const Json& expected, const Json& got, const char* key) {
    for (const auto& [member, value] : expected.items()) {
        if (member == "why") continue;
        EXPECT_TRUE(got.contains(member)) << expected.at(key) << " has no " << member;
        EXPECT_EQ(got.value(member, Json("absent")), value)
            << expected.at(key) << ' ' << member
            << (expected.contains("why") ? "; why: " + expected["why"].dump() : "");
    }
}

inline void expect_list(const Json& expect, const char* list, const char* absent, const char* key, const Json& result) {
    for (const Json& one : expect.value(list, Json::array())) {
        const Json* got = named(result.at(list), key, one.at(key));
        ASSERT_TRUE(got) << "no " << one.at(key);
        expect_members(one, *got, key);
    }
    for (const Json& name : expect.value(absent, Json::array()))
        EXPECT_FALSE(named(result.at(list), key, name)) << name << " is there";
}

/// The path as far as it is told: "accept 2018-10-08 2018-10-09 utility 1".
inline void expect_path(const Json& expect, const Json& result) {
    std::vector<std::string> steps;
    for (const Json& step : result.at("path")) {
        std::string line;
        for (const char* member : {"task", "from", "to", "party"}) line += step.at(member).get<std::string>() + ' ';
        line += std::to_string(step.at("days").get<int>());
        for (const auto& [who, days] : step.at("held").items())
            if (days != 0) line += " held by " + who + ' ' + std::to_string(days.get<int>());
        steps.push_back(std::move(line));
    }
    if (expect.contains("path")) {
        EXPECT_EQ(Json(steps), expect["path"]);
    }
}

/// State, tasks and clocks that `expect` names, and the absence of those it says are absent; the path, whose the days
/// were (utility, government, applicant, works), and what is expected.
inline void expect_result(const Json& expect, const Json& result) {
    expect_path(expect, result);
    if (expect.contains("responsibility")) {
        Json days = Json::array(), held = Json::array();
        for (const Json& row : result.at("responsibility")) {
            days.push_back(row.at("days"));
            held.push_back(row.at("heldDays"));
        }
        EXPECT_EQ(days, expect["responsibility"]["days"]);
        EXPECT_EQ(held, expect["responsibility"]["heldDays"]);
    }
    const Json expected = expect.value("expected", Json::object());
    for (const auto& [member, value] : expected.items())
        EXPECT_EQ(result.at("expected").value(member, Json("absent")), value) << "expected " << member;
    EXPECT_EQ(result.at("state"), expect.value("state", result.at("state")));
    expect_list(expect, "tasks", "absentTasks", "task", result);
    expect_list(expect, "clocks", "absentClocks", "clock", result);
}

}  // namespace bandian::testing
