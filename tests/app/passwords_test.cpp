// Which passwords are fit to be one.

#include "app/passwords.hpp"

#include <gtest/gtest.h>

#include <sodium.h>

namespace bandian::app {
namespace {

std::string judged(const std::string& password, const std::string& account = "zhangwei",
                   const std::string& display = "张伟") {
    const auto no = unfit_password(password, account, display);
    return no ? no->code : "fit";
}

TEST(Passwords, any_characters_will_do) {
    for (const char* good :
         {"geheim-geheim-1", "correct horse battery", "  spaces count  ", "周村区供电所的一句长话", "aB3$xY9!qW",
          "🔑🗝️ keys and locks 🔒", "horse-staple-7391", "dragon-over-the-river"})
        EXPECT_EQ(judged(good), "fit") << good;
    EXPECT_EQ(judged(std::string(64, 'x') + "-and-then-more"), "fit") << "sixty-four and more";
}

TEST(Passwords, characters_count_and_not_bytes) {
    EXPECT_EQ(judged("供电所供电"), "password-too-short") << "fifteen bytes";
    EXPECT_EQ(judged("k7!pQz2#m"), "password-too-short");
    std::string long_one;
    while (long_one.size() < 1000) long_one += "ab1c-";
    EXPECT_EQ(judged(long_one), "password-too-common") << "a short piece, however often";
    EXPECT_EQ(judged("the quick brown " + std::string(985, 'x')), "password-too-long");
    EXPECT_EQ(judged("not utf-8 \xff\xfe at all"), "invalid-member");
}

TEST(Passwords, what_everybody_tries_first_is_refused_however_it_is_written) {
    for (const char* common : {"1234567890", "qwertyuiop", "Password123", "PASSWORD123!", "１２３４５６７８９０",
                               "q1w2e3r4t5", "iloveyou2026", "!monkey!2026", "woaini1314520", "aaaaaaaaaaaa",
                               "abcabcabcabc", "98765432109876", "abcdefghijkl", "qq123456qq123456"})
        EXPECT_EQ(judged(common), "password-too-common") << common;
}

TEST(Passwords, a_name_with_a_little_on_it_is_refused) {
    for (const char* named :
         {"zhangwei2026", "ZhangWei!!!", "2026zhangwei1", "zhangweizhangwei", "bandian-2026", "张伟张伟202611"})
        EXPECT_NE(judged(named), "fit") << named;
    EXPECT_EQ(judged("zhangwei2026"), "password-like-the-name");
    EXPECT_EQ(judged("zhangwei reads the meter"), "fit");
    EXPECT_EQ(judged("a li in a pavilion", "li", "Li"), "fit") << "a name of two letters is in many a word";
}

TEST(Passwords, a_hash_is_of_the_bytes_as_they_came) {
    ASSERT_GE(sodium_init(), 0);
    const std::string start(200, 'a'), hash = hash_of_password(start + "b");
    EXPECT_TRUE(fits(hash, start + "b"));
    EXPECT_FALSE(fits(hash, start + "c")) << "nothing is cut";
    EXPECT_FALSE(fits(hash, start + "B"));
    EXPECT_FALSE(fits(hash, start + "b "));
}

}  // namespace
}  // namespace bandian::app
