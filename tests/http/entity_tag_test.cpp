// If-None-Match as RFC 9110 13.1.2 reads it.

#include "http/entity_tag.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(EntityTag, is_known_by_itself_by_a_weak_one_in_a_list_and_by_a_star) {
    for (const char* known : {R"("7.a")", R"(W/"7.a")", R"("6", "7.a")", R"("6","7.a","8")", R"(W/"6",	W/"7.a" , "8")",
                              R"( "7.a" )", R"(, , "7.a",)", R"("x,y", "7.a")", R"("", "7.a")", "*", " * "})
        EXPECT_TRUE(is_known_to_sender(known, R"("7.a")")) << known;
    EXPECT_TRUE(is_known_to_sender(R"("7.a")", R"(W/"7.a")"));
    EXPECT_TRUE(is_known_to_sender(R"("7,a", "b")", R"("7,a")"));
}

TEST(EntityTag, is_not_known_by_another_or_by_what_is_no_tag) {
    for (const char* other : {"", " ", ",", R"("7")", R"("7.a.b")", R"("x, "7.a")", "7.a", R"('7.a')", R"("7.a)",
                              R"(7.a")", R"(w/"7.a")", R"(W/7.a)", R"(W /"7.a")", R"("6" "7.a")", R"("7.a" x)",
                              R"("7.A")", R"(*, "7.a")", R"("*")", R"("6 7", "7.a")"})
        EXPECT_FALSE(is_known_to_sender(other, R"("7.a")")) << other;
}

}  // namespace
}  // namespace bandian::http
