// Header fields as they were sent.

#include "http/exact_server.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

/// What the library is given to read.
std::string given(const std::string& sent) {
    HeadReader head;
    std::string text;
    for (const char one : sent) {
        text += one;
        if (head.take(one)) text += "25";
    }
    return text;
}

TEST(HeadReader, escapes_what_the_library_would_decode_in_header_fields_alone) {
    EXPECT_EQ(given("GET /a%20b HTTP/1.1\r\nCookie: __Host%2Dbandian=x\r\nX%41: %\r\n\r\n%41"),
              "GET /a%20b HTTP/1.1\r\nCookie: __Host%252Dbandian=x\r\nX%2541: %25\r\n\r\n%41");
}

TEST(HeadReader, never_takes_the_head_for_over_before_the_library_does) {
    EXPECT_EQ(given("GET / HTTP/1.1\r\nA: b\n\nCookie: %2D\r\n\r\n%"),
              "GET / HTTP/1.1\r\nA: b\n\nCookie: %252D\r\n\r\n%");
    EXPECT_EQ(given("GET / HTTP/1.1\r\n\r\r\n\rCookie: %2D\r\n\r\n%"),
              "GET / HTTP/1.1\r\n\r\r\n\rCookie: %252D\r\n\r\n%");
    EXPECT_EQ(given("\r\nGET / HTTP/1.1\r\nA: %\r\n\r\n%"), "\r\nGET / HTTP/1.1\r\nA: %25\r\n\r\n%")
        << "the first line is the request's";
}

}  // namespace
}  // namespace bandian::http
