#include "packs/feel.hpp"

#include <gtest/gtest.h>

namespace bandian::packs {
namespace {

using process::Record;
using process::Value;

Value worth(const std::string& text) {
    const Record known{
        {"supplies", Value{2.0}},
        {"line", Value{std::string{"cable"}}},
        {"civilWorks", Value{true}},
        {"permits", Value{Record{{"greenSpace", Value{process::List{Value{1.0}, Value{2.0}}}},
                                 {"roadExcavation", Value{process::List{Value{Record{{"metres", Value{60.0}}}},
                                                                        Value{Record{{"metres", Value{50.0}}}}}}},
                                 {"roadOccupation",
                                  Value{process::List{Value{Record{{"metres", Value{60.0}}}}, Value{Record{}}}}}}}}};
    const auto parsed = parse_feel(text);
    EXPECT_TRUE(std::holds_alternative<process::Expression>(parsed)) << text;
    if (!std::holds_alternative<process::Expression>(parsed)) return {};
    return process::evaluate(std::get<process::Expression>(parsed), [&](const std::string& name) -> const Value* {
        const auto found = known.find(name);
        return found == known.end() ? nullptr : &found->second;
    });
}

TEST(Feel, works_out_what_packs_say) {
    EXPECT_EQ(worth("if supplies >= 2 then 7 else 5"), Value{7.0});
    EXPECT_EQ(worth("count(permits.greenSpace) > 0"), Value{true});
    EXPECT_EQ(worth("supplies >= 2 and line = \"cable\""), Value{true});
    EXPECT_EQ(worth("not(civilWorks) or line != \"cable\""), Value{false});
    EXPECT_EQ(worth("1 + 2 * 3 - 4 / 2"), Value{5.0});
    EXPECT_EQ(worth("(1 + 2) * 3"), Value{9.0});
}

TEST(Feel, adds_up_over_places) {
    EXPECT_EQ(worth("sum(permits.roadExcavation.metres)"), Value{110.0});
    EXPECT_EQ(worth("sum(permits.roadExcavation.metres) < 100"), Value{false});
    EXPECT_EQ(worth("max(permits.roadExcavation.metres)"), Value{60.0});
    EXPECT_EQ(worth("min(permits.roadExcavation.metres)"), Value{50.0});
    EXPECT_EQ(worth("sum(permits.roadOccupation.metres)"), Value{}) << "one of them is not known";
    EXPECT_EQ(worth("sum(permits.gone.metres)"), Value{});
    EXPECT_EQ(worth("count(permits.roadExcavation.metres)"), Value{2.0});
}

TEST(Feel, takes_the_unknown_for_null) {
    EXPECT_EQ(worth("metres > 150"), Value{});
    EXPECT_EQ(worth("if metres > 150 then 1 else 2"), Value{2.0});
    EXPECT_EQ(worth("metres > 150 or civilWorks"), Value{true});
    EXPECT_EQ(worth("metres > 150 and civilWorks"), Value{});
    EXPECT_EQ(worth("count(permits.nowhere) > 0"), Value{});
    EXPECT_EQ(worth("1 / 0"), Value{});
    EXPECT_EQ(worth("line > 3"), Value{});
}

TEST(Feel, says_where_it_stopped) {
    for (const char* bad :
         {"", "if a then b", "a >", "(a", "\"open", "a b", "count permits", "1.2.3", "3a", "a = = b", "and"}) {
        const auto parsed = parse_feel(bad);
        ASSERT_TRUE(std::holds_alternative<FeelFault>(parsed)) << bad;
        EXPECT_EQ(std::get<FeelFault>(parsed).text.rfind("Expected ", 0), 0u) << bad;
    }
}

TEST(Feel, refuses_bottomless_nesting) {
    EXPECT_TRUE(std::holds_alternative<FeelFault>(parse_feel(std::string(100'000, '(') + "1")));
}

}  // namespace
}  // namespace bandian::packs
