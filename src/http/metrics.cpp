#include "http/metrics.hpp"

#include <algorithm>
#include <set>

namespace bandian::http {

namespace {

const std::set<std::string> first_words{"cases", "tasks", "status", "guide", "calendar", "session", "board", "colleagues", "demo", "test-clock"};
const std::set<std::string> fixed_words{"events", "tasks", "clocks", "materials", "notices", "notes", "hand", "complete", "hold", "resume", "claim", "extend", "days", "amend", "void", "withdraw", "file-permits",
                                        "picture.svg", "picture.json", "receipt.svg", "receipt", "feed.ics", "schema", "estimate", "due", "count", "day", "editions", "oidc", "callback"};
const std::set<std::string> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

}  // namespace

std::string route_of(const std::string& path) {
    static const std::string root = "/api/v1/";
    if (path == "/healthz" || path == "/readyz" || path == "/metrics") return path;
    if (path.rfind(root, 0) != 0) return "other";
    std::string route = "/api/v1";
    bool first = true;
    for (std::size_t from = root.size(); from < path.size();) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        const std::string word = path.substr(from, slash - from);
        if (first && first_words.count(word) == 0) return "other";
        route += first || fixed_words.count(word) ? '/' + word : "/{}";
        first = false;
        from = slash + 1;
    }
    return std::count(route.begin(), route.end(), '/') > 7 ? "other" : route;
}

void Metrics::count(const Request& request, const Reply& reply, double seconds) {
    const std::string route = route_of(request.path);
    const std::lock_guard lock(mutex_);
    ++requests_[{methods.count(request.method) ? request.method : "other", route, std::to_string(reply.status)}];
    Histogram& histogram = seconds_[route];
    ++histogram.below[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())];
    histogram.sum += seconds;
    if (reply.status >= 400 && reply.body.is_object()) ++refusals_[reply.body.value("code", std::string{"none"})];
}

std::string Metrics::text(const std::string& gauges) const {
    const std::lock_guard lock(mutex_);
    std::string out = "# HELP bandian_requests_total Requests answered.\n# TYPE bandian_requests_total counter\n";
    for (const auto& [labels, n] : requests_)
        out += "bandian_requests_total{method=\"" + labels[0] + "\",route=\"" + labels[1] + "\",status=\"" + labels[2] + "\"} " + std::to_string(n) + '\n';
    out += "# HELP bandian_request_seconds How long answers took.\n# TYPE bandian_request_seconds histogram\n";
    for (const auto& [route, histogram] : seconds_) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < histogram.below.size(); ++i) {
            sum += histogram.below[i];
            out += "bandian_request_seconds_bucket{route=\"" + route + "\",le=\"" + (i < bounds.size() ? number(bounds[i]) : std::string{"+Inf"}) + "\"} " + std::to_string(sum) + '\n';
        }
        out += "bandian_request_seconds_sum{route=\"" + route + "\"} " + number(histogram.sum) + "\nbandian_request_seconds_count{route=\"" + route + "\"} " + std::to_string(sum) + '\n';
    }
    out += "# HELP bandian_refusals_total Refusals by their code.\n# TYPE bandian_refusals_total counter\n";
    for (const auto& [code, n] : refusals_) out += "bandian_refusals_total{code=\"" + code + "\"} " + std::to_string(n) + '\n';
    return out + gauges;
}

}  // namespace bandian::http
