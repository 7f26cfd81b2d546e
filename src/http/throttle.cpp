#include "http/throttle.hpp"

#include <algorithm>
#include <cmath>

namespace bandian::http {

namespace {

constexpr std::size_t most_keys = 100'000;
constexpr auto forgotten_every = std::chrono::seconds{1};
constexpr const char* newcomers = "";  // of nobody: a source has an address, a case a number

}  // namespace

double Throttle::left_at(const Bucket& bucket, std::chrono::steady_clock::time_point now) const {
    return std::min(burst_, bucket.left + std::chrono::duration<double>(now - bucket.at).count() * a_second_);
}

/// Those who could ask a whole burst again are like those who never came.
void Throttle::forget_rested(std::chrono::steady_clock::time_point now) {
    if (now - forgotten_at_ < forgotten_every) return;
    forgotten_at_ = now;
    std::erase_if(buckets_, [&](const auto& one) { return left_at(one.second, now) >= burst_; });
}

int Throttle::take(const std::string& key) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= most_keys) forget_rested(now);
    const bool room = buckets_.size() < most_keys || buckets_.count(key) != 0;
    Bucket& bucket = buckets_.try_emplace(room ? key : newcomers, Bucket{burst_, now}).first->second;
    bucket.left = left_at(bucket, now);
    bucket.at = now;
    if (bucket.left < 1) return static_cast<int>(std::ceil((1 - bucket.left) / a_second_));
    bucket.left -= 1;
    return 0;
}

}  // namespace bandian::http
