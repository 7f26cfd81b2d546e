#include "wire/json.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace bandian::wire {
namespace {

Json json(const char* text) { return Json::parse(text); }

std::string field_of(const std::string& verb, const char* text) {
    const auto entry = to_entry(verb, json(text), {"at", "do"});
    return std::holds_alternative<casework::Rejection>(entry) ? std::get<casework::Rejection>(entry).field : "accepted";
}

TEST(Entry, comes_back_as_it_was_written) {
    for (
        const char* text :
        {R"({"do":"submit","process":"low-voltage","attributes":{"supplies":2}})",
         R"({"do":"submit","process":"low-voltage","attributes":{},"effective":"2018-10-08","materials":["identity"]})",
         R"({"do":"complete","task":"accept","outcome":"accepted",
             "attributes":{"permits":{"greenSpace":[{"place":"x","areaM2":1.5}]}},"effective":"2018-10-08"})",
         R"({"do":"hold","task":"a.1.b~2","reason":"correction","missing":["x"],"override":"why"})",
         R"({"do":"resume","task":"a","effective":"2018-10-08"})",
         R"({"do":"extend","clock":"a.1.permit","days":3,"reason":"r"})",
         R"({"do":"amend","attributes":{"civilWorks":true},"add":{"roadOccupation":[{"road":"x"}]},
             "drop":["a.1"],"reason":"r"})",
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

std::string fault_of(const std::string& text, const JsonBounds& bounds = {}) {
    const auto parsed = parse_json(text, bounds);
    return std::holds_alternative<std::string>(parsed) ? std::get<std::string>(parsed) : "none";
}

TEST(Json, comes_out_as_it_went_in) {
    for (const char* text : {R"({"b":1,"a":[true,null,-3,1.5,"x",{"c":{}},[]],"":"é"})", "[]", "\"x\"",
                             "18446744073709551615", R"([{"a":1},{"a":2}])"})
        EXPECT_EQ(std::get<Json>(parse_json(text)).dump(), text);
}

TEST(Json, of_bottomless_depth_is_refused) {
    EXPECT_EQ(fault_of(std::string(100'000, '[')), "Expected at most 64 levels of nesting, but got more.");
    EXPECT_EQ(fault_of(std::string(65, '[') + std::string(65, ']')),
              "Expected at most 64 levels of nesting, but got more.");
    EXPECT_EQ(fault_of(std::string(64, '[') + std::string(64, ']')), "none");
    EXPECT_NE(fault_of("{\"a\":"), "none");
}

TEST(Json, keeps_to_its_bounds) {
    const JsonBounds bounds{.bytes = 40, .values = 4, .members = 2, .depth = 2};
    EXPECT_EQ(fault_of(R"({"a":1,"b":[2]})", bounds), "none");
    EXPECT_EQ(fault_of(R"({"a":1,"b":[2,3]})", bounds), "Expected at most 4 values in all, but got more.");
    EXPECT_EQ(fault_of(R"({"a":1,"b":2,"c":3})", bounds), "Expected objects of at most 2 members, but got more.");
    EXPECT_EQ(fault_of(R"([[[1]]])", bounds), "Expected at most 2 levels of nesting, but got more.");
    EXPECT_EQ(fault_of('"' + std::string(39, 'x') + '"', bounds), "Expected JSON of at most 40 bytes, but got 41.");
}

TEST(Json, holds_each_name_once_and_no_nul) {
    EXPECT_EQ(fault_of(R"({"a":{"b":1,"b":2}})"), "Expected each name once in an object, but \"b\" is there twice.");
    EXPECT_EQ(fault_of(R"({"a":{"b":1},"b":2})"), "none");
    EXPECT_EQ(fault_of(R"({"a\u0000":1})"), "Expected texts without the character U+0000, but got one.");
    EXPECT_EQ(fault_of(R"(["\u0000"])"), "Expected texts without the character U+0000, but got one.");
}

/// Bodies that cost the square of their bytes where objects are looked through at each member, or arrays at each end of
/// one.
TEST(Json, of_any_shape_is_read_in_time_linear_in_its_bytes) {
    const auto seconds_of = [](const std::string& text) {
        const auto began = std::chrono::steady_clock::now();
        EXPECT_EQ(fault_of(text, {.members = 1'000'000}), "none");
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    std::string objects = "{\"a\":[{}", members = "{\"m\":0";
    for (int i = 0; i < 330'000; ++i) objects += ",{}";
    for (int i = 0; i < 95'000; ++i) members += ",\"" + std::to_string(i) + "\":0";
    EXPECT_LT(seconds_of(objects + "]}"), 8) << "36 s when each end looks through the array";
    EXPECT_LT(seconds_of(members + "}"), 4) << "8 s when each member looks through the others";
}

TEST(Problem, quotes_no_more_than_somebody_reads) {
    const std::string long_name(100'000, 'x');
    const Json problem = to_problem({"unknown-member", long_name, "Expected …, but got \"" + long_name + "\"."}, 422);
    EXPECT_LT(problem.dump().size(), 3'000u);
    EXPECT_NE(fault_of("[\"" + long_name), "none");
}

}  // namespace
}  // namespace bandian::wire
