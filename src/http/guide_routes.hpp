#pragma once
// /api/v1/guide: what an application for electricity takes here, for anybody: steps, promises, papers, fees, law, and
// an estimate for one's own attributes. All of it read off the pack.

#include "app/turns.hpp"
#include "http/reply.hpp"
#include "http/throttle.hpp"

namespace bandian::http {

class GuideRoutes {
public:
    GuideRoutes(app::Desk& desk, const RouteOptions& options)
        : desk_(desk),
          options_(options),
          estimates_of_source_(options.status_a_minute, options.status_a_minute / 60.0) {}

    Reply packs(const Request& request);
    Reply guide(const Request& request, const std::string& process);
    Reply schema(const Request& request, const std::string& process);
    Reply picture(const Request& request, const std::string& process);
    Reply picture_facts(const Request& request, const std::string& process);
    Reply estimate(const Request& request, const std::string& process);

private:
    using Packs = std::vector<std::shared_ptr<const process::Pack>>;
    Packs packs_asked(const Request& request) const;
    Reply estimate_now(const Request& request, const std::string& process);

    app::Desk& desk_;
    const RouteOptions& options_;
    Throttle estimates_of_source_;
    /// Each takes some milliseconds of a processor; the other is the clerks'.
    app::Turns estimating_{1, 8, std::chrono::seconds{2}};
};

/// JSON Schema (2020-12) of an application for a process.
Json schema_of(const process::Pack& pack, const process::Process& process);

}  // namespace bandian::http
