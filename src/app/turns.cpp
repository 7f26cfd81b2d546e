#include "app/turns.hpp"

namespace bandian::app {

bool Turns::take(Row row) {
    std::unique_lock lock(mutex_);
    bool come = free_ > 0;
    if (int& mine = waiting_[static_cast<int>(row)]; !come && mine < most_waiting_) {
        ++mine;
        come = freed_.wait_for(lock, longest_, [&] { return free_ > 0 && (row == Row::first || waiting_[0] == 0); });
        --mine;
        freed_.notify_all();  // one of the second row may have waited for this one alone
    }
    if (come) --free_;
    return come;
}

void Turns::give_back() {
    {
        const std::lock_guard lock(mutex_);
        ++free_;
    }
    freed_.notify_all();
}

}  // namespace bandian::app
