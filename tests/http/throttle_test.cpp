// What strangers may ask is bounded, and what is remembered of them by a number.

#include "http/throttle.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(Throttle, lets_a_burst_through_and_then_tells_how_long_to_wait) {
    Throttle throttle{3, 0.001};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle.take("a"), 0);
    EXPECT_EQ(throttle.take("a"), 1000);
    EXPECT_EQ(throttle.take("b"), 0);
}

TEST(Throttle, gives_nobody_a_new_burst_because_many_others_came) {
    Throttle throttle{1, 0.000'001};
    EXPECT_EQ(throttle.take("a"), 0);
    for (int i = 0; i < 120'000; ++i) throttle.take("other" + std::to_string(i));
    EXPECT_GT(throttle.take("a"), 0);
    EXPECT_GT(throttle.take("one more newcomer"), 0) << "those who are not remembered share one burst";
}

}  // namespace
}  // namespace bandian::http
