#pragma once
// What costs memory, a processor or somebody else's patience is done so many times at once, and no more: a few wait for
// their turn, for a while, and everybody else is turned away, so that no one piece of work holds every thread.

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace bandian::app {

class Turns {
public:
    /// `waiting`: how many may wait in each row. `longest`: how long one may.
    Turns(int at_once, int waiting, std::chrono::milliseconds longest)
        : free_(at_once), most_waiting_(waiting), longest_(longest) {}

    /// Those in the first row come before those in the second, and never wait behind them.
    enum class Row { first, second };

    /// Holds a turn while it lives; false: too many wait, or none came in time.
    class Turn {
    public:
        explicit Turn(Turns& turns, Row row = Row::first) : turns_(turns), held_(turns.take(row)) {}
        ~Turn() {
            if (held_) turns_.give_back();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        explicit operator bool() const { return held_; }

    private:
        Turns& turns_;
        bool held_;
    };

private:
    bool take(Row row);
    void give_back();

    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
    int waiting_[2] = {0, 0};  ///< by row
    const int most_waiting_;   ///< in each
    const std::chrono::milliseconds longest_;
};

}  // namespace bandian::app
