#include "wire/json.hpp"

#include <gtest/gtest.h>

namespace bandian::wire {
namespace {

Json json(const char* text) { return Json::parse(text); }

std::string field_of(const std::string& verb, const char* text) {
    const auto entry = to_entry(verb, json(text), {"at", "do"});
    return std::holds_alternative<casework::Rejection>(entry) ? std::get<casework::Rejection>(entry).field : "accepted";
}

TEST(Entry, comes_back_as_it_was_written) {
    for (const char* text : {R"({"do":"submit","process":"low-voltage","attributes":{"supplies":2}})", R"({"do":"submit","process":"low-voltage","attributes":{},"effective":"2018-10-08","materials":["identity"]})",
                             R"({"do":"complete","task":"accept","outcome":"accepted","attributes":{"permits":{"greenSpace":[{"place":"x","areaM2":1.5}]}},"effective":"2018-10-08"})",
                             R"({"do":"hold","task":"a.1.b~2","reason":"correction","missing":["x"],"override":"why"})", R"({"do":"resume","task":"a","effective":"2018-10-08"})",
                             R"({"do":"extend","clock":"a.1.permit","days":3,"reason":"r"})", R"({"do":"amend","attributes":{"civilWorks":true},"add":{"roadOccupation":[{"road":"x"}]},"drop":["a.1"],"reason":"r"})",
                             R"({"do":"void","step":3,"reason":"r"})", R"({"do":"withdraw","reason":"r"})"}) {
        const Json one = json(text);
        const auto entry = to_entry(one["do"], one, {"do"});
        ASSERT_TRUE(std::holds_alternative<casework::Entry>(entry)) << text;
        EXPECT_EQ(nlohmann::json(to_json(std::get<casework::Entry>(entry))), nlohmann::json(one));
    }
}

TEST(Entry, names_the_member_at_fault) {
    EXPECT_EQ(field_of("complete", R"({"outcome":"x"})"), "task");
    EXPECT_EQ(field_of("complete", R"({"task":3,"outcome":"x"})"), "task");
    EXPECT_EQ(field_of("complete", R"({"task":"a","outcome":"x","atributes":{}})"), "atributes");
    EXPECT_EQ(field_of("complete", R"({"task":"a","outcome":"x","effective":"8.10.2018"})"), "effective");
    EXPECT_EQ(field_of("hold", R"({"task":"a","reason":"correction","missing":"works-plan"})"), "missing");
    EXPECT_EQ(field_of("hold", R"({"task":"a","reason":"correction","missing":["x",3]})"), "missing[1]");
    EXPECT_EQ(field_of("extend", R"({"clock":"a","days":2.5})"), "days");
    EXPECT_EQ(field_of("extend", R"({"clock":"a","days":1e300})"), "days");
    EXPECT_EQ(field_of("dance", R"({})"), "do");
}

TEST(Json, of_bottomless_depth_is_refused) {
    EXPECT_TRUE(std::holds_alternative<std::string>(parse_json(std::string(100'000, '['))));
    EXPECT_TRUE(std::holds_alternative<std::string>(parse_json("{\"a\":")));
}

}  // namespace
}  // namespace bandian::wire
