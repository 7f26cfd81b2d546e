#pragma once
// The show-piece of `serve --demo`: invented cases that move by themselves on a clock that runs fast. Everything goes
// through the same use cases as real work.

#include "app/desk.hpp"

#include <atomic>
#include <mutex>
#include <random>

namespace bandian::worker {

/// Runs `speed` times as fast as the wall clock, from a starting moment on.
class FastTime : public app::Time {
public:
    FastTime(app::Instant start, int speed);
    app::Instant now() const override;

private:
    app::Instant start_;
    std::chrono::steady_clock::time_point began_;
    int speed_;
};

/// A clock that is set from outside.
class SetTime : public app::Time {
public:
    explicit SetTime(app::Instant start) : now_(start) {}
    app::Instant now() const override { return now_.load(); }
    void set(app::Instant now) { now_.store(now); }

private:
    std::atomic<app::Instant> now_;
};

class SystemTime : public app::Time {
public:
    app::Instant now() const override {
        return date::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

class Demo {
public:
    explicit Demo(app::Desk& desk) : desk_(desk), random_(20180930) {}

    /// One pass: opens a case when few are open, and lets one department act on one of its tasks.
    void run_once();

    /// {cases: [{caseNo, receiptCode, zh, en, light}], users: [{user, password, zh, en}], now}
    app::Json list();

    /// Invented people of the desk, for whoever wants to look around; all with one password.
    static std::vector<app::Actor> people();
    static constexpr const char* password = "bandian-demo";

private:
    void open_one();
    void act_on(const std::string& case_no);
    std::optional<casework::Entry> next_entry(const app::CaseOnDesk& desk);
    casework::Record plan();
    bool chance(int percent) { return std::uniform_int_distribution<int>(1, 100)(random_) <= percent; }

    app::Desk& desk_;
    app::Actor invented_{"demo", "演示", "*", {app::Role::window, app::Role::permit_officer}, {}};
    std::mt19937 random_;
};

}  // namespace bandian::worker
