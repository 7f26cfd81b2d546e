#pragma once
// The routes under /api/v1, as functions of a request. Knows nothing of sockets.

#include "http/calendar_routes.hpp"
#include "http/material_routes.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bandian::http {

class Routes {
public:
    Routes(app::Desk& desk, app::CalendarDesk& calendar, app::Archive& archive, RouteOptions options)
        : desk_(desk), options_(std::move(options)), calendar_(desk, calendar, options_), materials_(desk, archive) {}

    /// Never throws: faults become 503, bugs 500.
    Reply answer(const Request& request);
    /// Of a request whose body is to be taken as it comes; nullptr: it is answered like any other.
    std::unique_ptr<Upload> take(const Request& request, std::optional<Reply>& refused);

private:
    Reply route(const Request& request, const std::vector<std::string>& path);
    Reply case_route(const Request& request, const std::vector<std::string>& path);
    Reply open_case(const Request& request);
    Reply list_cases(const Request& request);
    Reply list_tasks(const Request& request);
    Reply enter(const Request& request, const std::string& case_no, const std::string& verb, const Json& fixed);
    Reply status(const Request& request, const std::string& case_no);
    Reply set_test_clock(const Request& request);

    app::Desk& desk_;
    RouteOptions options_;
    CalendarRoutes calendar_;
    MaterialRoutes materials_;
};

}  // namespace bandian::http
