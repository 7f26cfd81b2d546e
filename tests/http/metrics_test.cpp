// Labels come from closed sets.

#include "http/metrics.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace bandian::http {
namespace {

TEST(Metrics, what_varies_in_a_path_is_no_label) {
    EXPECT_EQ(route_of("/api/v1/cases/ZC2018-000001/tasks/green-space.1.review/complete"),
              "/api/v1/cases/{caseNo}/tasks/{task}/complete");
    EXPECT_EQ(route_of("/api/v1/status/ZC2018-000001"), "/api/v1/status/{caseNo}");
    EXPECT_EQ(route_of("/api/v1/tasks"), "/api/v1/tasks");
    EXPECT_EQ(route_of("/readyz"), "/readyz");
}

TEST(Metrics, paths_that_are_none_of_ours_have_one_label_together) {
    for (const char* path : {"/", "/api/v2/cases", "/api/v1/passwd", "/api/v1/cases/a/b/c/d/e/f/g/h",
                             "/api/v1/cases/events/tasks/hold", "/api/v1/cases//events", "/api/v1/tasks/tasks", ""})
        EXPECT_EQ(route_of(path), "other") << path;
}

TEST(Metrics, know_the_routes_of_the_document_and_no_others) {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/web/api/openapi.json");
    const Json document = Json::parse(file);
    ASSERT_GT(document["paths"].size(), 40u);
    for (const auto& [path, operations] : document["paths"].items()) EXPECT_EQ(route_of(path), path);
}

TEST(Metrics, made_up_paths_add_no_lines) {
    Metrics metrics;
    Request request;
    request.method = "GET";
    std::size_t lines = 0;
    for (int i = 0; i < 5'000; ++i) {
        request.method = i % 2 ? "GET" : "BREW" + std::to_string(i);
        request.path = "/api/v1/cases/events/tasks/" + std::to_string(i) + "/hold/days";
        metrics.count(request, absent(), 0.001);
        if (i == 1) lines = metrics.text("").size();
    }
    EXPECT_LT(metrics.text("").size(), lines + 200);
}

TEST(Metrics, a_histogram_counts_up_to_all_of_them) {
    Metrics metrics;
    Request request;
    request.method = "GET";
    request.path = "/readyz";
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
