#pragma once
// A pass, over and over, on a thread of its own.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace bandian::worker {

enum class Pass { more_to_do, done_for_now };

/// A dumb loop around a pass, from now until it is destroyed: again at once while there is more to do, else after a
/// pause.
class Loop {
public:
    Loop(std::string name, std::chrono::milliseconds pause, std::function<Pass()> pass)
        : thread_([this, name = std::move(name), pause, pass = std::move(pass)] {
              std::unique_lock lock(mutex_);
              Pass last = Pass::more_to_do;
              while (!stopped_.wait_for(lock, last == Pass::more_to_do ? std::chrono::milliseconds{0} : pause,
                                        [this] { return stopping_; })) {
                  lock.unlock();
                  last = Pass::done_for_now;
                  try {
                      last = pass();
                  } catch (const std::exception& e) {
                      std::fprintf(stderr, "%s: %s\n", name.c_str(), e.what());
                  }
                  lock.lock();
              }
          }) {}
    ~Loop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        stopped_.notify_one();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace bandian::worker
