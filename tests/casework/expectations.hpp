#pragma once
// What a scenario must come to, compared with what it came to. The shapes are those of bandian replay.

#include "casework/case.hpp"
#include "casework/view.hpp"
#include "wire/json.hpp"
#include "wire/timing.hpp"

#include <gtest/gtest.h>

namespace bandian::testing {

using wire::Json;

inline Json seen(const casework::Case& c, const calendar::Calendar& calendar, calendar::Day today) { return wire::to_json(c, casework::view(c, calendar, today)); }

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
inline void expect_timing_says_the_same(const casework::Case& c, const calendar::Calendar& calendar, calendar::Day today) {
    const casework::Timing timing = casework::timing_of(c, casework::unfold(c));
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

inline const Json* named(const Json& list, const char* key, const Json& name) {
    for (const Json& one : list)
        if (one.at(key) == name) return &one;
    return nullptr;
}

inline void expect_members(const Json& expected, const Json& got, const char* key) {
    for (const auto& [member, value] : expected.items()) {
        if (member == "why") continue;
        EXPECT_TRUE(got.contains(member)) << expected.at(key) << " has no " << member;
        EXPECT_EQ(got.value(member, Json("absent")), value) << expected.at(key) << ' ' << member << (expected.contains("why") ? "; why: " + expected["why"].dump() : "");
    }
}

inline void expect_list(const Json& expect, const char* list, const char* absent, const char* key, const Json& result) {
    for (const Json& one : expect.value(list, Json::array())) {
        const Json* got = named(result.at(list), key, one.at(key));
        ASSERT_TRUE(got) << "no " << one.at(key);
        expect_members(one, *got, key);
    }
    for (const Json& name : expect.value(absent, Json::array())) EXPECT_FALSE(named(result.at(list), key, name)) << name << " is there";
}

/// State, tasks and clocks that `expect` names, and the absence of those it says are absent.
inline void expect_result(const Json& expect, const Json& result) {
    EXPECT_EQ(result.at("state"), expect.value("state", result.at("state")));
    expect_list(expect, "tasks", "absentTasks", "task", result);
    expect_list(expect, "clocks", "absentClocks", "clock", result);
}

}  // namespace bandian::testing
