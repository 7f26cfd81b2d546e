#pragma once
// What a scenario must come to, compared with what it came to. The shapes are those of bandian replay.

#include "casework/case.hpp"
#include "casework/view.hpp"
#include "wire/json.hpp"

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
