#pragma once
// /api/v1/guide: what an application for electricity takes here, for anybody: steps, promises, papers, fees, law, and an estimate
// for one's own attributes. All of it read off the pack.

#include "http/reply.hpp"

namespace bandian::http {

class GuideRoutes {
public:
    GuideRoutes(app::Desk& desk, const RouteOptions& options) : desk_(desk), options_(options) {}

    /// `path` below /guide.
    Reply answer(const Request& request, const std::vector<std::string>& path);

private:
    Reply estimate(const Request& request, const std::string& process);

    app::Desk& desk_;
    const RouteOptions& options_;
};

/// JSON Schema (2020-12) of an application for a process.
Json schema_of(const process::Pack& pack, const process::Process& process);

}  // namespace bandian::http
