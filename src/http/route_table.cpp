#include "http/route_table.hpp"

#include <algorithm>
#include <array>

namespace bandian::http {

namespace {

constexpr Who anybody{}, somebody{true}, to_read{true, app::Leave::read}, to_open{true, app::Leave::open},
    to_act{true, app::Leave::act};

template <auto member>
struct Answer;

/// What takes the request, and each part of its path.
template <class Room, class... Parts, Reply (Room::*member)(const Request&, Parts...)>
struct Answer<member> {
    static constexpr std::size_t parts = sizeof...(Parts);

    static Reply give(Rooms& rooms, const Request& request) {
        return [&]<std::size_t... i>(std::index_sequence<i...>) {
            return (std::get<Room&>(rooms).*member)(request, request.parts.at(i)...);
        }
        (std::index_sequence_for<Parts...>{});
    }
};

template <auto member>
constexpr Route route(std::string_view method, std::string_view path, Who who) {
    return {method, path, who, &Answer<member>::give, Answer<member>::parts};
}

constexpr Route file(std::string_view method, std::string_view path, Who who) {
    return {method, path, who, nullptr, 2};
}

constexpr std::array table{
    route<&OperationRoutes::health>("GET", "/healthz", anybody),
    route<&OperationRoutes::readiness>("GET", "/readyz", anybody),
    route<&OperationRoutes::metrics>("GET", "/metrics", anybody),
    route<&OperationRoutes::demo>("GET", "/api/v1/demo", anybody),
    route<&OperationRoutes::set_clock>("PUT", "/api/v1/test-clock", to_act),

    route<&Entrance::session>("GET", "/api/v1/session", somebody),
    route<&Entrance::sign_in>("POST", "/api/v1/session", anybody),
    route<&Entrance::sign_out>("DELETE", "/api/v1/session", somebody),
    route<&Entrance::sessions>("GET", "/api/v1/session/all", to_read),
    route<&Entrance::end_others>("DELETE", "/api/v1/session/all", to_act),
    route<&Entrance::end_session>("DELETE", "/api/v1/session/all/{id}", to_act),
    route<&Entrance::password>("PUT", "/api/v1/session/password", to_act),
    route<&Entrance::name_deputy>("PUT", "/api/v1/session/deputy", to_act),
    route<&Entrance::end_deputy>("DELETE", "/api/v1/session/deputy", to_act),
    route<&SingleSignOn::leave>("GET", "/api/v1/session/oidc", anybody),
    route<&SingleSignOn::come_back>("GET", "/api/v1/session/oidc/callback", anybody),

    route<&ListRoutes::cases>("GET", "/api/v1/cases", to_read),
    route<&ListRoutes::tasks>("GET", "/api/v1/tasks", to_read),
    route<&ListRoutes::board>("GET", "/api/v1/board", to_read),
    route<&ListRoutes::colleagues>("GET", "/api/v1/colleagues", to_read),

    route<&CaseRoutes::open>("POST", "/api/v1/cases", to_open),
    route<&CaseRoutes::whole>("GET", "/api/v1/cases/{caseNo}", to_read),
    route<&CaseRoutes::entries>("GET", "/api/v1/cases/{caseNo}/events", to_read),
    route<&CaseRoutes::picture>("GET", "/api/v1/cases/{caseNo}/picture.svg", to_read),
    route<&CaseRoutes::picture_facts>("GET", "/api/v1/cases/{caseNo}/picture.json", to_read),
    route<&CaseRoutes::receipt>("GET", "/api/v1/cases/{caseNo}/receipt", to_read),
    route<&CaseRoutes::receipt_square>("GET", "/api/v1/cases/{caseNo}/receipt.svg", to_read),
    route<&CaseRoutes::notice>("GET", "/api/v1/cases/{caseNo}/notices/{kind}", to_read),
    route<&CaseRoutes::material>("GET", "/api/v1/cases/{caseNo}/materials/{material}", to_read),
    file("PUT", "/api/v1/cases/{caseNo}/materials/{material}", to_act),
    route<&CaseRoutes::preview>("GET", "/api/v1/cases/{caseNo}/materials/{material}/preview", to_read),
    route<&CaseRoutes::clock_days>("GET", "/api/v1/cases/{caseNo}/clocks/{clock}/days", to_read),
    route<&CaseRoutes::enter_on_clock>("POST", "/api/v1/cases/{caseNo}/clocks/{clock}/extend", to_act),
    route<&CaseRoutes::enter_on_task>("POST", "/api/v1/cases/{caseNo}/tasks/{task}/complete", to_act),
    route<&CaseRoutes::enter_on_task>("POST", "/api/v1/cases/{caseNo}/tasks/{task}/hold", to_act),
    route<&CaseRoutes::enter_on_task>("POST", "/api/v1/cases/{caseNo}/tasks/{task}/resume", to_act),
    route<&CaseRoutes::claim>("POST", "/api/v1/cases/{caseNo}/tasks/{task}/claim", to_act),
    route<&CaseRoutes::enter>("POST", "/api/v1/cases/{caseNo}/amend", to_act),
    route<&CaseRoutes::enter>("POST", "/api/v1/cases/{caseNo}/void", to_act),
    route<&CaseRoutes::enter>("POST", "/api/v1/cases/{caseNo}/withdraw", to_act),
    route<&CaseRoutes::file_permits>("POST", "/api/v1/cases/{caseNo}/file-permits", to_act),
    route<&CaseRoutes::add_note>("POST", "/api/v1/cases/{caseNo}/notes", to_act),
    route<&CaseRoutes::deliver>("POST", "/api/v1/cases/{caseNo}/hand-over", to_act),
    route<&CaseRoutes::assign>("POST", "/api/v1/cases/{caseNo}/hand", to_act),

    route<&StatusRoutes::show>("GET", "/api/v1/status/{caseNo}", anybody),
    route<&StatusRoutes::show_by_code>("POST", "/api/v1/status/{caseNo}", anybody),
    route<&StatusRoutes::feed>("GET", "/api/v1/status/{caseNo}/feed.ics", anybody),
    route<&StatusRoutes::picture>("GET", "/api/v1/status/{caseNo}/picture.svg", anybody),
    route<&StatusRoutes::picture_facts>("GET", "/api/v1/status/{caseNo}/picture.json", anybody),
    route<&StatusRoutes::clock_days>("GET", "/api/v1/status/{caseNo}/clocks/{clock}/days", anybody),
    route<&StatusRoutes::is_genuine>("GET", "/api/v1/status/{caseNo}/notices/{kind}", anybody),

    route<&GuideRoutes::packs>("GET", "/api/v1/guide", anybody),
    route<&GuideRoutes::guide>("GET", "/api/v1/guide/{process}", anybody),
    route<&GuideRoutes::schema>("GET", "/api/v1/guide/{process}/schema", anybody),
    route<&GuideRoutes::picture>("GET", "/api/v1/guide/{process}/picture.svg", anybody),
    route<&GuideRoutes::picture_facts>("GET", "/api/v1/guide/{process}/picture.json", anybody),
    route<&GuideRoutes::estimate>("POST", "/api/v1/guide/{process}/estimate", anybody),

    route<&CalendarRoutes::due>("GET", "/api/v1/calendar/due", anybody),
    route<&CalendarRoutes::count>("GET", "/api/v1/calendar/count", anybody),
    route<&CalendarRoutes::day>("GET", "/api/v1/calendar/day", anybody),
    route<&CalendarRoutes::feed>("GET", "/api/v1/calendar/feed.ics", anybody),
    route<&CalendarRoutes::editions>("GET", "/api/v1/calendar/editions", anybody),
    route<&CalendarRoutes::import>("POST", "/api/v1/calendar/editions", to_act),
    route<&CalendarRoutes::take_back>("DELETE", "/api/v1/calendar/editions/{edition}", to_act)};

/// The first name of a path; it is taken off, with the slashes around it: two are one, and one at the end is none.
std::string_view take_segment(std::string_view& path) {
    const auto without_slashes = [&] { path.remove_prefix(std::min(path.find_first_not_of('/'), path.size())); };
    without_slashes();
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    without_slashes();
    return segment;
}

/// Segment by segment; nullopt: it is none of that route.
std::optional<std::vector<std::string>> parts_of(std::string_view path, std::string_view route) {
    std::vector<std::string> parts;
    while (!path.empty() && !route.empty()) {
        const std::string_view segment = take_segment(path), wanted = take_segment(route);
        const bool any = !wanted.empty() && wanted.front() == '{';
        if (any ? segment.empty() : segment != wanted) return std::nullopt;
        if (any) parts.emplace_back(segment);
    }
    return path.empty() && route.empty() ? std::optional{std::move(parts)} : std::nullopt;
}

}  // namespace

std::span<const Route> all_routes() { return table; }

Match find_route(std::string_view method, std::string_view path) {
    Match match;
    for (const Route& route : table) {
        if (match.methods.empty()) {
            auto parts = parts_of(path, route.path);
            if (!parts) continue;
            match.path = route.path;
            match.parts = std::move(*parts);
        } else if (route.path != match.path) {
            continue;
        }
        match.methods.push_back(route.method);
        if (route.method == method) match.route = &route;
    }
    return match;
}

}  // namespace bandian::http
