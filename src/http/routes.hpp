#pragma once
// All that is asked under a path of the route table, from the door on. Knows nothing of sockets.

#include "http/route_table.hpp"

namespace bandian::http {

class Routes {
public:
    Routes(app::Desk& desk, app::CalendarDesk& calendar, app::Archive& archive, app::Accounts& accounts,
           app::Tracer& tracer, ProviderOptions provider, RouteOptions options)
        : options_(std::move(options)),
          entrance_(accounts, tracer, desk),
          provider_(accounts, std::move(provider)),
          materials_(desk, archive, options_),
          calendar_(desk, calendar, tracer, options_),
          guide_(desk, options_),
          status_(desk, materials_, options_),
          cases_(desk, entrance_, materials_, options_),
          lists_(desk, entrance_, options_),
          operation_(metrics_, status_, options_) {}

    /// Before its body is taken: who asks, whether there is such a route for him, and how much he may send. Never
    /// throws; fills in `request.by` and what the route table says of it.
    Admission admit(Request& request);
    /// Of a request that was admitted, whole. Never throws: faults become 503, bugs 500.
    Reply answer(const Request& request);
    /// To be told of each answer, once it has been given: for the metrics and the log.
    void note(const Request& request, const Reply& reply, double seconds);

private:
    RouteOptions options_;
    Entrance entrance_;
    SingleSignOn provider_;
    MaterialRoutes materials_;
    CalendarRoutes calendar_;
    GuideRoutes guide_;
    StatusRoutes status_;
    CaseRoutes cases_;
    ListRoutes lists_;
    Metrics metrics_;
    OperationRoutes operation_;
    Rooms rooms_{calendar_, cases_, entrance_, guide_, lists_, operation_, provider_, status_};
};

}  // namespace bandian::http
