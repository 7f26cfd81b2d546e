#include "app/board.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

using namespace std::chrono_literals;

class Counting : public ::testing::Test {
protected:
    /// Which count it is that is told, and whether it is kept.
    std::string told(const char* day = "2018-10-08") {
        const Counter::Counted counted = counter_.counted(calendar::parse_day(day).value(), Instant{});
        return std::to_string(counted.counts.states.at("open")) + (counted.kept ? " kept" : "");
    }

    Counter::Moment now_{};
    Counter::Moment::duration takes_{};
    int counts_ = 0;
    Counter counter_{[this](calendar::Day) {
                         now_ += takes_;
                         BoardCounts all;
                         all.states["open"] = ++counts_;
                         return all;
                     },
                     [this] { return now_; }};
};

TEST_F(Counting, that_is_quick_is_done_anew) {
    takes_ = 499ms;
    EXPECT_EQ(told(), "1");
    EXPECT_EQ(told(), "2");
}

TEST_F(Counting, that_took_long_once_is_done_anew) {
    takes_ = 10s;
    EXPECT_EQ(told(), "1");
    takes_ = 1ms;
    EXPECT_EQ(told(), "2");
    EXPECT_EQ(told(), "3");
}

TEST_F(Counting, that_takes_long_is_kept_for_twenty_times_as_long) {
    takes_ = 1s;
    EXPECT_EQ(told(), "1");
    EXPECT_EQ(told(), "2 kept");
    now_ += 20s - 1ms;
    EXPECT_EQ(told(), "2 kept");
    now_ += 1ms;
    EXPECT_EQ(told(), "3 kept");
}

TEST_F(Counting, is_kept_for_a_minute_at_most) {
    takes_ = 10s;
    told();
    EXPECT_EQ(told(), "2 kept");
    now_ += 1min - 1ms;
    EXPECT_EQ(told(), "2 kept");
    now_ += 1ms;
    EXPECT_EQ(told(), "3 kept");
}

TEST_F(Counting, of_one_day_is_none_of_another) {
    takes_ = 10s;
    told();
    EXPECT_EQ(told(), "2 kept");
    EXPECT_EQ(told("2018-10-09"), "3 kept");
}

TEST_F(Counting, that_fails_keeps_nothing) {
    takes_ = 10s;
    bool broken = false;
    Counter counter{[&](calendar::Day) -> BoardCounts {
                        now_ += takes_;
                        if (broken) throw std::runtime_error("lost");
                        return {{}, {{"open", 7}}, {}};
                    },
                    [this] { return now_; }};
    broken = false;
    counter.counted(calendar::parse_day("2018-10-08").value(), Instant{});
    broken = true;
    EXPECT_THROW(counter.counted(calendar::parse_day("2018-10-08").value(), Instant{}), std::runtime_error);
    broken = false;
    EXPECT_EQ(counter.counted(calendar::parse_day("2018-10-08").value(), Instant{}).counts.states.at("open"), 7);
}

}  // namespace
}  // namespace bandian::app
