#pragma once
// What strangers may ask of the service: so often from one network, and so much at once.

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace bandian::http {

/// So many in a burst from one key, and so many a second after it. Of bounded memory: when more keys are under way than are
/// remembered, the newcomers share one.
class Throttle {
public:
    Throttle(double burst, double a_second) : burst_(burst), a_second_(a_second) {}
    /// How many seconds to wait; 0: go on.
    int take(const std::string& key);

private:
    struct Bucket {
        double left = 0;
        std::chrono::steady_clock::time_point at;
    };
    double left_at(const Bucket& bucket, std::chrono::steady_clock::time_point now) const;
    void forget_rested(std::chrono::steady_clock::time_point now);

    double burst_;
    double a_second_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
    std::chrono::steady_clock::time_point forgotten_at_{};
};

/// A piece of work of which only so many run at once, and only so many wait.
class Gate {
public:
    Gate(int at_once, int waiting, std::chrono::milliseconds longest) : free_(at_once), room_(waiting), longest_(longest) {}

    /// Inside for as long as it lives; false: too many wait, or none came out in time.
    class Pass {
    public:
        explicit Pass(Gate& gate) : gate_(gate), inside_(gate.enter()) {}
        ~Pass() {
            if (inside_) gate_.leave();
        }
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        explicit operator bool() const { return inside_; }

    private:
        Gate& gate_;
        bool inside_;
    };

private:
    bool enter();
    void leave();

    std::mutex mutex_;
    std::condition_variable came_out_;
    int free_;
    int room_;  ///< for more who wait
    std::chrono::milliseconds longest_;
};

}  // namespace bandian::http
