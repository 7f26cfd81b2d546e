// A Content-Type as RFC 9110 reads it.

#include "http/entrance.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(MediaType, is_compared_without_case_parameters_and_white_space) {
    for (const char* text : {"application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
                             "application/json ;x=y", " application/json\t", "application/json;"})
        EXPECT_TRUE(is_media_type(text, "application/json")) << text;
}

TEST(MediaType, is_not_another_that_begins_or_ends_alike) {
    for (const char* text : {"", " ", ";", "application/json-patch+json", "application/jsonx", "application/jso",
                             "text/application/json", "x; application/json", "application/ json"})
        EXPECT_FALSE(is_media_type(text, "application/json")) << text;
}

}  // namespace
}  // namespace bandian::http
