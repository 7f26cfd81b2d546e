#pragma once
// So many at once, and no more: what costs memory and time waits for its turn, for a while.

#include <chrono>
#include <semaphore>

namespace bandian::papers {

constexpr int at_once = 2;
constexpr auto turn_patience = std::chrono::seconds{10};

using Turns = std::counting_semaphore<at_once>;

class Turn {
public:
    explicit Turn(Turns& turns) : turns_(turns), come_(turns.try_acquire_for(turn_patience)) {}
    Turn(const Turn&) = delete;
    ~Turn() {
        if (come_) turns_.release();
    }
    bool has_come() const { return come_; }

private:
    Turns& turns_;
    bool come_;
};

}  // namespace bandian::papers
