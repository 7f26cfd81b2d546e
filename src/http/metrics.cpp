#include "http/metrics.hpp"

#include <algorithm>
#include <set>

namespace bandian::http {

namespace {

/// All routes there are, as the OpenAPI document names them.
constexpr std::string_view routes[]{"/healthz",
                                    "/readyz",
                                    "/metrics",
                                    "/api/v1/session",
                                    "/api/v1/session/all",
                                    "/api/v1/session/all/{id}",
                                    "/api/v1/session/password",
                                    "/api/v1/session/deputy",
                                    "/api/v1/session/oidc",
                                    "/api/v1/session/oidc/callback",
                                    "/api/v1/cases",
                                    "/api/v1/cases/{caseNo}",
                                    "/api/v1/cases/{caseNo}/events",
                                    "/api/v1/cases/{caseNo}/picture.svg",
                                    "/api/v1/cases/{caseNo}/picture.json",
                                    "/api/v1/cases/{caseNo}/receipt",
                                    "/api/v1/cases/{caseNo}/receipt.svg",
                                    "/api/v1/cases/{caseNo}/notices/{kind}",
                                    "/api/v1/cases/{caseNo}/materials/{material}",
                                    "/api/v1/cases/{caseNo}/materials/{material}/preview",
                                    "/api/v1/cases/{caseNo}/clocks/{clock}/days",
                                    "/api/v1/cases/{caseNo}/clocks/{clock}/extend",
                                    "/api/v1/cases/{caseNo}/tasks/{task}/complete",
                                    "/api/v1/cases/{caseNo}/tasks/{task}/hold",
                                    "/api/v1/cases/{caseNo}/tasks/{task}/resume",
                                    "/api/v1/cases/{caseNo}/tasks/{task}/claim",
                                    "/api/v1/cases/{caseNo}/amend",
                                    "/api/v1/cases/{caseNo}/void",
                                    "/api/v1/cases/{caseNo}/withdraw",
                                    "/api/v1/cases/{caseNo}/file-permits",
                                    "/api/v1/cases/{caseNo}/notes",
                                    "/api/v1/cases/{caseNo}/hand-over",
                                    "/api/v1/cases/{caseNo}/hand",
                                    "/api/v1/tasks",
                                    "/api/v1/board",
                                    "/api/v1/colleagues",
                                    "/api/v1/status/{caseNo}",
                                    "/api/v1/status/{caseNo}/feed.ics",
                                    "/api/v1/status/{caseNo}/picture.svg",
                                    "/api/v1/status/{caseNo}/picture.json",
                                    "/api/v1/status/{caseNo}/clocks/{clock}/days",
                                    "/api/v1/status/{caseNo}/notices/{kind}",
                                    "/api/v1/guide",
                                    "/api/v1/guide/{process}",
                                    "/api/v1/guide/{process}/schema",
                                    "/api/v1/guide/{process}/picture.svg",
                                    "/api/v1/guide/{process}/picture.json",
                                    "/api/v1/guide/{process}/estimate",
                                    "/api/v1/calendar/due",
                                    "/api/v1/calendar/count",
                                    "/api/v1/calendar/day",
                                    "/api/v1/calendar/feed.ics",
                                    "/api/v1/calendar/editions",
                                    "/api/v1/calendar/editions/{edition}",
                                    "/api/v1/demo",
                                    "/api/v1/test-clock"};
const std::set<std::string> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

/// What stands before the first slash; it is taken off, with the slash.
std::string_view take_segment(std::string_view& path) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    return segment;
}

/// Segment by segment; a {name} stands for any one.
bool fits(std::string_view path, std::string_view route) {
    while (!path.empty() && !route.empty()) {
        const std::string_view segment = take_segment(path), wanted = take_segment(route);
        if (segment != wanted && (wanted.empty() || wanted.front() != '{' || segment.empty())) return false;
    }
    return path.empty() && route.empty();
}

}  // namespace

std::string_view route_of(std::string_view path) {
    const auto found = std::find_if(std::begin(routes), std::end(routes),
                                    [path](std::string_view route) { return fits(path, route); });
    return found == std::end(routes) ? "other" : *found;
}

void Metrics::count(const Request& request, const Reply& reply, double seconds) {
    const std::string route{route_of(request.path)};
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
