// What strangers may ask is bounded, and what is remembered of them by a number.

#include "http/throttle.hpp"

#include <gtest/gtest.h>

#include <future>
#include <optional>

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

TEST(Gate, lets_in_so_many_at_once_and_tells_the_rest_at_once) {
    Gate gate{1, 0, std::chrono::seconds{30}};
    std::optional<Gate::Pass> first;
    first.emplace(gate);
    EXPECT_TRUE(*first);
    EXPECT_FALSE(Gate::Pass{gate});
    first.reset();
    EXPECT_TRUE(Gate::Pass{gate});
}

TEST(Gate, lets_in_who_waits_once_somebody_comes_out) {
    Gate gate{1, 1, std::chrono::seconds{30}};
    std::optional<Gate::Pass> first;
    first.emplace(gate);
    auto second = std::async(std::launch::async, [&] { return static_cast<bool>(Gate::Pass{gate}); });
    first.reset();
    EXPECT_TRUE(second.get());
}

}  // namespace
}  // namespace bandian::http
