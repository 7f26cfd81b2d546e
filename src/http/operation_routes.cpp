#include "http/operation_routes.hpp"

#include "http/entrance.hpp"
#include "wire/instant.hpp"

namespace bandian::http {

Reply OperationRoutes::health(const Request&) { return good({{"status", "ok"}}); }

Reply OperationRoutes::readiness(const Request&) { return options_.ready(); }

Reply OperationRoutes::metrics(const Request&) {
    return {200, {}, {}, {}, metrics_.text(options_.gauges()), "text/plain; version=0.0.4; charset=utf-8"};
}

Reply OperationRoutes::demo(const Request&) {
    return options_.demo ? good(options_.demo()) : Reply{204, {}, {}, {}, {}, {}};
}

Reply OperationRoutes::set_clock(const Request& request) {
    if (!options_.set_clock) return absent();
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json now = std::get<Json>(body).value("now", Json(nullptr));
    const auto instant = now.is_string() ? wire::parse_instant(now.get_ref<const std::string&>()) : std::nullopt;
    if (!instant)
        return problem(422, "invalid-member", "now",
                       "Expected a moment as YYYY-MM-DDThh:mm+hh:mm, but got " + now.dump() + ".", "not-a-moment");
    options_.set_clock(*instant);
    status_.forget({});
    return {200, {{"now", now}}, {}, {}, {}, {}};
}

}  // namespace bandian::http
