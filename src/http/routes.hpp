#pragma once
// The routes under /api/v1, as functions of a request. Knows nothing of sockets.

#include "http/calendar_routes.hpp"
#include "http/case_routes.hpp"
#include "http/guide_routes.hpp"
#include "http/metrics.hpp"
#include "http/single_sign_on.hpp"
#include "http/status_routes.hpp"

namespace bandian::http {

class Routes {
public:
    Routes(app::Desk& desk, app::CalendarDesk& calendar, app::Archive& archive, app::Accounts& accounts,
           app::Tracer& tracer, ProviderOptions provider, RouteOptions options)
        : desk_(desk),
          options_(std::move(options)),
          entrance_(accounts, tracer, desk),
          provider_(accounts, std::move(provider)),
          materials_(desk, archive, options_),
          calendar_(desk, calendar, tracer, options_),
          guide_(desk, options_),
          status_(desk, materials_, options_),
          cases_(desk, entrance_, materials_, options_) {}

    /// Before its body is taken: who asks, and how much it may send. Never throws; fills in `request.by`.
    Admission admit(Request& request);
    /// Of a request that was admitted, whole. Never throws: faults become 503, bugs 500.
    Reply answer(const Request& request);
    /// To be told of each answer, once it has been given: for the metrics and the log.
    void note(const Request& request, const Reply& reply, double seconds);

private:
    std::optional<Reply> let_in(Request& request, const std::vector<std::string>& path);
    void note_denial(const Request& request, const std::vector<std::string>& path, const Reply& reply);
    Reply route(const Request& request, const std::vector<std::string>& path);
    Reply open_case(const Request& request);
    Reply list_cases(const Request& request);
    Reply list_tasks(const Request& request);
    Reply list_done(const Request& request, const std::string& done);
    Reply board(const Request& request);
    Reply colleagues(const Request& request);
    Reply set_test_clock(const Request& request);

    app::Desk& desk_;
    RouteOptions options_;
    Entrance entrance_;
    SingleSignOn provider_;
    MaterialRoutes materials_;
    CalendarRoutes calendar_;
    GuideRoutes guide_;
    StatusRoutes status_;
    CaseRoutes cases_;
    Metrics metrics_;
};

}  // namespace bandian::http
