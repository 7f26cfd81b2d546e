#pragma once
// The routes under /api/v1, as functions of a request. Knows nothing of sockets.

#include "http/reply.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bandian::http {

struct Request {
    std::string method;
    std::string path;                              ///< decoded, without query
    std::map<std::string, std::string> query;
    std::string content_type;
    std::string if_match;
    std::string idempotency_key;
    std::string receipt_code;
    std::string host;
    std::string origin;
    std::string body;
};

struct RouteOptions {
    bool staff_allowed = false;                    ///< until there are accounts: only while listening on loopback
    std::function<void(app::Instant)> set_clock;   ///< only with --test-clock
    std::function<Json()> demo;                    ///< only with --demo
    std::function<bool()> ready;
};

class Routes {
public:
    Routes(app::Desk& desk, RouteOptions options) : desk_(desk), options_(std::move(options)) {}

    /// Never throws: faults become 503, bugs 500.
    Reply answer(const Request& request);

private:
    Reply route(const Request& request, const std::vector<std::string>& path);
    Reply case_route(const Request& request, const std::vector<std::string>& path);
    Reply open_case(const Request& request);
    Reply list_cases(const Request& request);
    Reply list_tasks(const Request& request);
    Reply enter(const Request& request, const std::string& case_no, const std::string& verb, const Json& fixed);
    Reply status(const Request& request, const std::string& case_no);
    Reply calendar_due(const Request& request);
    Reply set_test_clock(const Request& request);
    std::optional<Reply> staff_only(const Request& request) const;

    app::Desk& desk_;
    RouteOptions options_;
};

}  // namespace bandian::http
