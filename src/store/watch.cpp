#include "store/watch.hpp"

namespace bandian::store {

namespace {

constexpr auto pause = std::chrono::milliseconds{500};
constexpr auto prompt = std::chrono::milliseconds{1000};

}  // namespace

Watch::Watch(Pool& pool, const std::string& url, std::chrono::milliseconds patience)
    : pool_(pool), own_(url, 1), patience_(patience), asking_([this] { ask(); }), breaking_([this] { break_off(); }) {}

Watch::~Watch() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    over_.notify_all();
    own_.break_off();
    asking_.join();
    breaking_.join();
}

bool Watch::wait() {
    std::unique_lock lock(mutex_);
    return !over_.wait_for(lock, pause, [this] { return stopping_; });
}

void Watch::ask() {
    do {
        const auto from = std::chrono::steady_clock::now();
        try {
            own_.with([](Connection& connection) { return pqxx::nontransaction{connection}.exec("select 1").size(); });
            answered_ = std::chrono::steady_clock::now();
            refused_ = false;
        } catch (const NoConnection&) {
            refused_ = std::chrono::steady_clock::now() - from < prompt;  // that is an answer, too
        } catch (const std::exception&) {
            own_.drop_idle();  // silence tells
        }
    } while (wait());
}

void Watch::break_off() {
    while (wait()) {
        if (silence() < patience_ || refused_) continue;
        pool_.break_off();
        own_.break_off();
    }
}

}  // namespace bandian::store
