#include "http/metrics.hpp"

#include <algorithm>
#include <set>

namespace bandian::http {

namespace {

const std::set<std::string> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

}  // namespace

void Metrics::count(const Request& request, const Reply& reply, double seconds) {
    const std::string route{request.route};
    const std::lock_guard lock(mutex_);
    ++requests_[{methods.count(request.method) ? request.method : "other", route, std::to_string(reply.status)}];
    Histogram& histogram = seconds_[route];
    ++histogram
          .below[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())];
    histogram.sum += seconds;
    if (reply.status >= 400 && reply.body.is_object()) ++refusals_[reply.body.value("code", std::string{"none"})];
}

std::string Metrics::text(const std::string& gauges) const {
    // Copied, so that whoever is being answered meanwhile does not wait for the text.
    std::unique_lock lock(mutex_);
    const auto requests = requests_;
    const auto seconds = seconds_;
    const auto refusals = refusals_;
    lock.unlock();
    std::string out = "# HELP bandian_requests_total Requests answered.\n# TYPE bandian_requests_total counter\n";
    for (const auto& [labels, n] : requests)
        out += "bandian_requests_total{method=\"" + labels[0] + "\",route=\"" + labels[1] + "\",status=\"" + labels[2] +
               "\"} " + std::to_string(n) + '\n';
    out += "# HELP bandian_request_seconds How long answers took.\n# TYPE bandian_request_seconds histogram\n";
    for (const auto& [route, histogram] : seconds) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < histogram.below.size(); ++i) {
            sum += histogram.below[i];
            out += "bandian_request_seconds_bucket{route=\"" + route + "\",le=\"" +
                   (i < bounds.size() ? number(bounds[i]) : std::string{"+Inf"}) + "\"} " + std::to_string(sum) + '\n';
        }
        out += "bandian_request_seconds_sum{route=\"" + route + "\"} " + number(histogram.sum) +
               "\nbandian_request_seconds_count{route=\"" + route + "\"} " + std::to_string(sum) + '\n';
    }
    out += "# HELP bandian_refusals_total Refusals by their code.\n# TYPE bandian_refusals_total counter\n";
    for (const auto& [code, n] : refusals)
        out += "bandian_refusals_total{code=\"" + code + "\"} " + std::to_string(n) + '\n';
    return out + gauges;
}

}  // namespace bandian::http
