#pragma once
// A database that has stopped without going away: nothing is refused, and nothing answered.

#include "store/pool.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace bandian::store {

/// Asks the database twice a second, on a connection of its own. When no answer has come for `patience`, whoever waits
/// on a connection of the pool is told that it was lost.
class Watch {
public:
    Watch(Pool& pool, const std::string& url, std::chrono::milliseconds patience = std::chrono::seconds{5});
    ~Watch();

    /// Whether it has answered within `patience`.
    bool answers() const { return silence() < patience_; }

private:
    std::chrono::steady_clock::duration silence() const { return std::chrono::steady_clock::now() - answered_.load(); }
    void ask();
    void break_off();
    bool wait();  ///< false: it is over

    Pool& pool_;
    Pool own_;
    std::chrono::milliseconds patience_;
    std::atomic<std::chrono::steady_clock::time_point> answered_{std::chrono::steady_clock::now()};
    std::atomic<bool> refused_{false};
    std::mutex mutex_;
    std::condition_variable over_;
    bool stopping_ = false;
    std::thread asking_;
    std::thread breaking_;
};

}  // namespace bandian::store
