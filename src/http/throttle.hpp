#pragma once
// What strangers may ask of the service: so often from one network.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace bandian::http {

/// So many in a burst from one key, and so many a second after it. Of bounded memory: when more keys are under way than
/// are remembered, the newcomers share one.
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

}  // namespace bandian::http
