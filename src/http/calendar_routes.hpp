#pragma once
// /api/v1/calendar/…: due days with their reasons, editions, the feed for phones.

#include "app/calendar_desk.hpp"
#include "app/trace.hpp"
#include "http/reply.hpp"

namespace bandian::http {

class CalendarRoutes {
public:
    CalendarRoutes(app::Desk& desk, app::CalendarDesk& calendar, app::Tracer& tracer, const RouteOptions& options)
        : desk_(desk), calendar_(calendar), tracer_(tracer), options_(options) {}

    Reply due(const Request& request);
    Reply count(const Request& request);
    Reply day(const Request& request);
    Reply feed(const Request& request);
    Reply editions(const Request& request);
    Reply import(const Request& request);
    Reply take_back(const Request& request, const std::string& edition);

private:
    /// What `use` answers of the calendar that is asked for, as it was known at the moment that is.
    template <class Use>
    Reply with_calendar(const Request& request, Use use);
    app::CalendarDesk::Note noted_for(const app::Actor& by);

    app::Desk& desk_;
    app::CalendarDesk& calendar_;
    app::Tracer& tracer_;
    const RouteOptions& options_;
};

Json preview_json(const app::Preview& preview);

}  // namespace bandian::http
