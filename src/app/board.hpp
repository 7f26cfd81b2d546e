#pragma once
// What a supervisor 督查 sees of all cases: open steps by light, kept and missed promises.

#include "app/desk.hpp"

#include <chrono>
#include <mutex>

namespace bandian::app {

/// Counts all open steps, for one caller after another. What has taken longer than half a second, twice running (once
/// may be a hitch), is kept for twenty times as long, but at most a minute: of a million cases the record is not to
/// count all day.
class Counter {
public:
    using Moment = std::chrono::steady_clock::time_point;

    struct Counted {
        BoardCounts counts;
        bool kept = false;  ///< for others to come
        Instant at{};       ///< when the record was asked
    };

    explicit Counter(std::function<BoardCounts(calendar::Day)> count,
                     std::function<Moment()> moment = std::chrono::steady_clock::now)
        : count_(std::move(count)), moment_(std::move(moment)) {}

    /// By the lights of the day; `now` as told.
    Counted counted(calendar::Day day, Instant now);

private:
    std::mutex mutex_;
    std::function<BoardCounts(calendar::Day)> count_;
    std::function<Moment()> moment_;
    std::optional<calendar::Day> day_;
    Counted last_;
    Moment good_until_{};
    Moment::duration took_{};  ///< the last one
};

struct Board {
    BoardCounts counts;
    std::optional<Instant> counted_at;  ///< absent: just now
};

/// By the rules and on the day of now.
Board board_now(Counter& counter, const Rules& rules, const Time& time);

}  // namespace bandian::app
