#pragma once
// What a supervisor 督查 sees of all cases: open steps by light from the lists, kept and missed promises from the log.

#include "app/desk.hpp"

#include <chrono>
#include <mutex>

namespace bandian::app {

struct Punctuality {
    std::string owner;
    std::string task;       ///< without numbers
    int met = 0;
    int late = 0;
};

/// A step of one of the newest cases that a clock judges.
struct JudgedStep {
    std::string case_no;
    std::string pack_hash;
    std::string process;
    casework::TaskView task;
    bool late = false;
    std::optional<calendar::Day> due;
    int late_by = 0;        ///< days of its clock
};

/// Of the cases of a process that have ended in power.
struct MeanTime {
    std::string process;
    int closed = 0;
    double working_days = 0;        ///< mean
    std::optional<int> promise;     ///< of the clock of kind mean
};

/// Counts all open steps, for one caller after another. What has taken longer than half a second, twice running (once may be
/// a hitch), is kept for twenty times as long, but at most a minute: of a million cases the record is not to count all day.
class Counter {
public:
    using Moment = std::chrono::steady_clock::time_point;

    struct Counted {
        BoardCounts counts;
        bool kept = false;      ///< for others to come
        Instant at{};           ///< when the record was asked
    };

    explicit Counter(std::function<BoardCounts(calendar::Day)> count, std::function<Moment()> moment = std::chrono::steady_clock::now) : count_(std::move(count)), moment_(std::move(moment)) {}

    /// By the lights of the day; `now` as told.
    Counted counted(calendar::Day day, Instant now);

private:
    std::mutex mutex_;
    std::function<BoardCounts(calendar::Day)> count_;
    std::function<Moment()> moment_;
    std::optional<calendar::Day> day_;
    Counted last_;
    Moment good_until_{};
    Moment::duration took_{};   ///< the last one
};

struct Board {
    BoardCounts counts;
    std::optional<Instant> counted_at;  ///< absent: just now
    int looked_at = 0;              ///< the newest cases that the two below are of
    std::vector<Punctuality> on_time;
    std::vector<MeanTime> means;
    std::shared_ptr<const process::Pack> pack;  ///< of the newest: for its names
};

constexpr int looked_at_most = 2000;

/// The steps of the newest cases that kept their promise or missed it, the newest case first.
std::vector<JudgedStep> judged_steps(ListStore& store, const Rules& rules, const Time& time);

/// By the rules and on the day of now.
Board board_now(ListStore& store, Counter& counter, const Rules& rules, const Time& time);

}  // namespace bandian::app
