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

    /// `what`: due, count, day, editions or feed.ics.
    Reply answer(const Request& request, const std::string& what);
    /// An edition of its own: it can be taken back.
    Reply edition(const Request& request, const std::string& id);

private:
    Reply due(const Request& request, const calendar::Calendar& calendar);
    Reply count(const Request& request, const calendar::Calendar& calendar);
    Reply day(const Request& request, const calendar::Calendar& calendar);
    Reply list_editions(const calendar::Calendar& calendar);
    Reply import(const Request& request, const std::string& region);
    app::CalendarDesk::Note noted_for(const app::Actor& by);

    app::Desk& desk_;
    app::CalendarDesk& calendar_;
    app::Tracer& tracer_;
    const RouteOptions& options_;
};

Json preview_json(const app::Preview& preview);

}  // namespace bandian::http
