#include "packs/feel.hpp"
#include "process/expression.hpp"

#include <gtest/gtest.h>

namespace bandian::process {
namespace {

std::string bounds(const std::string& text) {
    const Expression expression = std::get<Expression>(packs::parse_feel(text));
    const Value two{2.0}, yes{true}, site{Record{}};
    const auto b = bounds_of(expression, [&](const std::string& name) {
        return name == "two" ? &two : name == "yes" ? &yes : name == "site" ? &site : nullptr;
    });
    return !b ? "none"
           : b->least == b->greatest
               ? std::to_string(static_cast<int>(b->least))
               : std::to_string(static_cast<int>(b->least)) + ".." + std::to_string(static_cast<int>(b->greatest));
}

TEST(Bounds, of_a_limit_are_what_it_may_come_to) {
    EXPECT_EQ(bounds("7"), "7");
    EXPECT_EQ(bounds("two + 3"), "5");
    EXPECT_EQ(bounds("if yes then 7 else 5"), "7");
    EXPECT_EQ(bounds("if civilWorks then 30 else 20"), "20..30");
    EXPECT_EQ(bounds("if supplies >= two then 7 else 5"), "5..7");
    EXPECT_EQ(bounds("if a then 1 else if b then 9 else 4"), "1..9");
    EXPECT_EQ(bounds("if site.big then 7 else 5"), "5") << "the site is known, and nothing was said of it";
    EXPECT_EQ(bounds("20 - (if a then 5 else 1)"), "15..19");
    EXPECT_EQ(bounds("(if a then 2 else 3) * (if b then 2 else 10)"), "4..30");
    EXPECT_EQ(bounds("10 / (if a then 2 else 5)"), "2..5");
    EXPECT_EQ(bounds("10 / (two - 2)"), "none");
    EXPECT_EQ(bounds("3 + 2 * count(permits.greenSpace)"), "3..5") << "none, or one";
    EXPECT_EQ(bounds("metres"), "none");
    EXPECT_EQ(bounds("if yes then metres else 5"), "none");
    EXPECT_EQ(bounds("if a then metres else 5"), "5");
}

}  // namespace
}  // namespace bandian::process
