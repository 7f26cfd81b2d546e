#pragma once
// Lists over all cases that somebody sees: cases, steps, the board, colleagues.

#include "http/entrance.hpp"

namespace bandian::http {

class ListRoutes {
public:
    ListRoutes(app::Desk& desk, Entrance& entrance, const RouteOptions& options)
        : desk_(desk), entrance_(entrance), options_(options) {}

    Reply cases(const Request& request);
    Reply tasks(const Request& request);
    Reply board(const Request& request);
    Reply colleagues(const Request& request);

private:
    Reply done(const Request& request, const std::string& done);

    app::Desk& desk_;
    Entrance& entrance_;
    const RouteOptions& options_;
};

}  // namespace bandian::http
