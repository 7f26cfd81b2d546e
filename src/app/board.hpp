#pragma once
// What a supervisor 督查 sees of all cases: open steps by light from the lists, kept and missed promises from the log.

#include "app/desk.hpp"

namespace bandian::app {

struct Punctuality {
    std::string owner;
    std::string task;       ///< without numbers
    int met = 0;
    int late = 0;
};

/// Of the cases of a process that have ended in power.
struct MeanTime {
    std::string process;
    int closed = 0;
    double working_days = 0;        ///< mean
    std::optional<int> promise;     ///< of the clock of kind mean
};

struct Board {
    BoardCounts counts;
    int looked_at = 0;              ///< the newest cases that the two below are of
    std::vector<Punctuality> on_time;
    std::vector<MeanTime> means;
    std::shared_ptr<const process::Pack> pack;  ///< of the newest: for its names
};

constexpr int looked_at_most = 2000;

/// By the rules and on the day of now.
Board board_now(Store& store, const Rules& rules, const Time& time);

}  // namespace bandian::app
