// The routes there are: those of the OpenAPI document, each once.

#include "http/route_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace bandian::http {
namespace {

std::string_view route_of(std::string_view path) { return find_route("GET", path).path; }

TEST(RouteTable, tells_what_varies_in_a_path_from_the_route_it_is_of) {
    const Match match = find_route("POST", "/api/v1/cases/ZC2018-000001/tasks/green-space.1.review/complete");
    EXPECT_EQ(match.path, "/api/v1/cases/{caseNo}/tasks/{task}/complete");
    EXPECT_EQ(match.parts, (std::vector<std::string>{"ZC2018-000001", "green-space.1.review"}));
    ASSERT_TRUE(match.route);
    EXPECT_EQ(match.route->who.leave, app::Leave::act);
    EXPECT_EQ(route_of("/api/v1/status/ZC2018-000001"), "/api/v1/status/{caseNo}");
    EXPECT_EQ(route_of("/api/v1/tasks"), "/api/v1/tasks");
    EXPECT_EQ(route_of("/readyz"), "/readyz");
    EXPECT_EQ(find_route("GET", "/api/v1/cases/{caseNo}").parts, std::vector<std::string>{"{caseNo}"});
}

TEST(RouteTable, has_one_name_for_all_paths_that_are_none_of_ours) {
    for (const char* path : {"/", "/api/v2/cases", "/api/v1/passwd", "/api/v1/cases/a/b/c/d/e/f/g/h",
                             "/api/v1/cases/events/tasks/hold", "/api/v1/tasks/tasks", ""}) {
        EXPECT_EQ(route_of(path), "other") << path;
        EXPECT_TRUE(find_route("GET", path).methods.empty()) << path;
    }
}

TEST(RouteTable, has_the_paths_and_methods_of_the_document_and_no_others) {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/web/api/openapi.json");
    const Json document = Json::parse(file);
    std::set<std::string> told, served;
    for (const auto& [path, operations] : document["paths"].items())
        for (const auto& [method, operation] : operations.items()) {
            if (method == "parameters") continue;
            std::string name = method;
            std::transform(name.begin(), name.end(), name.begin(),
                           [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            told.insert(name + ' ' + path);
        }
    ASSERT_GT(told.size(), 55u);
    for (const Route& route : all_routes())
        EXPECT_TRUE(served.insert(std::string{route.method} + ' ' + std::string{route.path}).second) << route.path;
    EXPECT_EQ(served, told);
}

TEST(RouteTable, asks_for_somebody_where_the_document_does) {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/web/api/openapi.json");
    const Json document = Json::parse(file);
    for (const Route& route : all_routes()) {
        std::string method{route.method};
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        const Json& operation = document["paths"][std::string{route.path}][method];
        // A session or a token, unless an operation says otherwise.
        EXPECT_EQ(route.who.signed_in, !operation.contains("security")) << route.method << ' ' << route.path;
        EXPECT_TRUE(route.who.signed_in || !route.who.leave) << route.path;
    }
}

TEST(RouteTable, gives_each_answer_the_parts_of_its_path) {
    for (const Route& route : all_routes()) {
        const auto names = static_cast<std::size_t>(std::count(route.path.begin(), route.path.end(), '{'));
        EXPECT_EQ(route.parts, names) << route.path;
        // No other route takes its paths, or its methods.
        const Match match = find_route(route.method, route.path);
        EXPECT_EQ(match.route, &route) << route.method << ' ' << route.path;
        EXPECT_EQ(match.parts.size(), names) << route.path;
    }
}

TEST(RouteTable, takes_slashes_between_names_for_one_and_at_the_end_for_none) {
    for (const char* path : {"/api/v1/cases/T-1/events", "//api/v1//cases/T-1/events", "/api/v1/cases/T-1/events//"})
        EXPECT_EQ(find_route("GET", path).parts, std::vector<std::string>{"T-1"}) << path;
    for (const char* path : {"", "/", "/api/v1/cases//events/x", "/api/v1"})
        EXPECT_EQ(find_route("GET", path).route, nullptr) << path;
    EXPECT_EQ(find_route("GET", "/api/v1/cases//events").parts, std::vector<std::string>{"events"});
}

TEST(RouteTable, knows_the_other_methods_of_a_path) {
    const Match match = find_route("PATCH", "/api/v1/cases");
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.methods, (std::vector<std::string_view>{"GET", "POST"}));
    const Reply reply = wrong_method({"GET", "POST", "DELETE"});
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.allow, "GET, POST, DELETE");
    EXPECT_EQ(reply.body["detail"], "Expected GET, POST or DELETE here.");
}

}  // namespace
}  // namespace bandian::http
