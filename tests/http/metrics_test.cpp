// Labels come from closed sets.

#include "http/metrics.hpp"

#include "http/route_table.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

TEST(Metrics, made_up_paths_add_no_lines) {
    Metrics metrics;
    Request request;
    request.method = "GET";
    std::size_t lines = 0;
    for (int i = 0; i < 5'000; ++i) {
        request.method = i % 2 ? "GET" : "BREW" + std::to_string(i);
        request.path = "/api/v1/cases/events/tasks/" + std::to_string(i) + "/hold/days";
        request.route = find_route(request.method, request.path).path;
        metrics.count(request, absent(), 0.001);
        if (i == 1) lines = metrics.text("").size();
    }
    EXPECT_LT(metrics.text("").size(), lines + 200);
}

TEST(Metrics, a_histogram_counts_up_to_all_of_them) {
    Metrics metrics;
    Request request;
    request.method = "GET";
    request.route = "/readyz";
    for (const double seconds : {0.0005, 0.02, 9.0}) metrics.count(request, good({}), seconds);
    const std::string text = metrics.text("");
    EXPECT_NE(text.find("bandian_request_seconds_bucket{route=\"/readyz\",le=\"0.001\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("bandian_request_seconds_bucket{route=\"/readyz\",le=\"2.5\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find("bandian_request_seconds_bucket{route=\"/readyz\",le=\"+Inf\"} 3\n"), std::string::npos);
    EXPECT_NE(text.find("bandian_requests_total{method=\"GET\",route=\"/readyz\",status=\"200\"} 3\n"),
              std::string::npos);
}

}  // namespace
}  // namespace bandian::http
