#include "text/joined.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace bandian::text {
namespace {

struct Named {
    std::string name;
};

TEST(Joined, has_what_is_between_only_between) {
    EXPECT_EQ(joined(std::vector<std::string>{}), "");
    EXPECT_EQ(joined(std::vector<std::string>{"one"}), "one");
    EXPECT_EQ(joined(std::vector<std::string>{"", "b"}, "."), ".b") << "an empty one is one, too";
    EXPECT_EQ(joined(std::vector<Named>{{"a"}, {"b"}}, " · ", &Named::name), "a · b");
    EXPECT_EQ(joined(std::map<std::string, int>{{"b", 1}, {"a", 2}}, ", ", key), "a, b");
}

}  // namespace
}  // namespace bandian::text
