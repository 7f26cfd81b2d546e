#pragma once
// What whoever runs the service asks it, and what it says of itself.

#include "http/metrics.hpp"
#include "http/status_routes.hpp"

namespace bandian::http {

class OperationRoutes {
public:
    OperationRoutes(const Metrics& metrics, StatusRoutes& status, const RouteOptions& options)
        : metrics_(metrics), status_(status), options_(options) {}

    Reply health(const Request& request);
    Reply readiness(const Request& request);
    Reply metrics(const Request& request);
    Reply demo(const Request& request);
    Reply set_clock(const Request& request);

private:
    const Metrics& metrics_;
    StatusRoutes& status_;
    const RouteOptions& options_;
};

}  // namespace bandian::http
