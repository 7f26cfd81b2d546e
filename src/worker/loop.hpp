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

/// A dumb loop around a pass, until it is destroyed.
class Loop {
public:
    Loop(std::string name, std::chrono::milliseconds pause, std::function<void()> pass)
        : thread_([this, name = std::move(name), pause, pass = std::move(pass)] {
              std::unique_lock lock(mutex_);
              while (!stopped_.wait_for(lock, pause, [this] { return stopping_; })) {
                  lock.unlock();
                  try {
                      pass();
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
