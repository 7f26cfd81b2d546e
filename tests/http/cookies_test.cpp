// Cookies by their exact names.

#include "http/cookies.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(Cookies, are_found_by_their_exact_name_alone) {
    const auto session = [](const std::string& header) { return cookie_in(header, session_cookie_name); };
    EXPECT_EQ(session("__Host-bandian=abc"), "abc");
    EXPECT_EQ(session("a=b; __Host-bandian=a_B-9;c=d"), "a_B-9");
    EXPECT_EQ(session("__Host-bandian-browser=x; __Host-bandian=y"), "y");
    for (const char* other : {"",
                              ";",
                              "__Host-bandian",
                              "__Host-bandian=",
                              "__host-bandian=x",
                              "__HOST-BANDIAN=x",
                              "__Host-bandian =x",
                              "\t__Host-bandian=x",
                              "__Host%2Dbandian=x",
                              "%5F_Host-bandian=x",
                              "X__Host-bandian=x",
                              "bandian=x",
                              "__Host-bandianx=x",
                              "a=__Host-bandian=x",
                              "\"__Host-bandian\"=x",
                              "__Host-bandian=\"x\"",
                              "__Host-bandian= x",
                              "__Host-bandian=x ",
                              "__Host-bandian=x%41",
                              "__Host-bandian=x,y",
                              "__Host-bandian=x=",
                              "a=\"; __Host-bandian=x\""})
        EXPECT_EQ(session(other), "") << other;
}

TEST(Cookies, of_two_with_one_name_neither_is_believed) {
    EXPECT_EQ(cookie_in("__Host-bandian=x; __Host-bandian=y", session_cookie_name), "");
    EXPECT_EQ(cookie_in("__Host-bandian=x; __Host-bandian=x", session_cookie_name), "");
    EXPECT_EQ(cookie_in("__Host-bandian=x; __Host-bandian=\"\"", session_cookie_name), "");
}

}  // namespace
}  // namespace bandian::http
