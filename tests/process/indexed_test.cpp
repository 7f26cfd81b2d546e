// An index fits its own kind of thing, and nothing else.

#include "process/indexed.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <type_traits>

namespace bandian::process {
namespace {

struct Apple {
    std::string name;
};
struct Pear {};

template <class Items, class Place>
constexpr bool is_told_by = requires(Items items, Place place) {
    items[place];
};
template <class A, class B>
constexpr bool can_be_compared = requires(A a, B b) {
    a == b;
};

static_assert(is_told_by<Indexed<Apple>, Index<Apple>>);
static_assert(!is_told_by<Indexed<Apple>, Index<Pear>>);
static_assert(!is_told_by<Indexed<Apple>, std::size_t> && !is_told_by<Indexed<Apple>, int>);
static_assert(is_told_by<Indexed<int, Apple>, Index<Apple>> && !is_told_by<Indexed<int, Apple>, Index<int>>);
static_assert(!is_told_by<std::vector<Apple>, Index<Apple>>);
static_assert(can_be_compared<Index<Apple>, Index<Apple>> && !can_be_compared<Index<Apple>, Index<Pear>>);
static_assert(!can_be_compared<Index<Apple>, int>);
static_assert(!std::is_convertible_v<int, Index<Apple>> && !std::is_convertible_v<Index<Apple>, int>);
static_assert(!std::is_constructible_v<Index<Apple>, Index<Pear>>);
static_assert(!std::is_convertible_v<Indexed<Apple>&, std::vector<Apple>&>);

TEST(Index, is_none_unless_told) {
    EXPECT_FALSE(Index<Apple>{});
    EXPECT_EQ(Index<Apple>{}.number(), -1);
    EXPECT_TRUE(Index<Apple>{0});
    EXPECT_EQ(Index<Apple>{std::size_t{7}}.number(), 7);
    EXPECT_EQ(Index<Apple>{7}.value(), 7u);
    EXPECT_LT(Index<Apple>{6}, Index<Apple>{7});
}

TEST(Indexed, tells_the_place_of_what_is_put_in) {
    Indexed<Apple> apples;
    const Index<Apple> first = apples.push_back({"first"}), second = apples.push_back({"second"});
    EXPECT_EQ(apples[first].name, "first");
    EXPECT_EQ(apples[second].name, "second");
    EXPECT_EQ(apples.at(second).name, "second");
    EXPECT_THROW(apples.at(Index<Apple>{2}), std::out_of_range);
    EXPECT_THROW(apples.at({}), std::out_of_range);
}

TEST(Indexed, goes_over_its_places_in_order) {
    const Indexed<char, Apple> letters{'a', 'b', 'c'};
    std::string all, later, back;
    for (const Index<Apple> at : letters.indices()) all += letters[at];
    for (const Index<Apple> at : letters.indices(Index<Apple>{1})) later += letters[at];
    for (const Index<Apple> at : letters.indices().reversed()) back += letters[at];
    EXPECT_EQ(all, "abc");
    EXPECT_EQ(later, "bc");
    EXPECT_EQ(back, "cba");
    EXPECT_TRUE(letters.indices(Index<Apple>{3}).empty());
}

}  // namespace
}  // namespace bandian::process
