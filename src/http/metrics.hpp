#pragma once
// What operations watch, in Prometheus's text format: requests by route and status, how long they took, refusals by
// code. Labels come from closed sets: nothing personal, nothing that grows.

#include "http/reply.hpp"

#include <array>
#include <mutex>

namespace bandian::http {

class Metrics {
public:
    void count(const Request& request, const Reply& reply, double seconds);
    /// `gauges`: lines of the state of things, in the same format.
    std::string text(const std::string& gauges) const;

private:
    static constexpr std::array<double, 9> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5};  // seconds
    struct Histogram {
        std::array<std::uint64_t, bounds.size() + 1> below{};
        double sum = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::array<std::string, 3>, std::uint64_t> requests_;  ///< method, route, status
    std::map<std::string, Histogram> seconds_;                      ///< by route
    std::map<std::string, std::uint64_t> refusals_;                 ///< by code
};

}  // namespace bandian::http
