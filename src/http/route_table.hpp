#pragma once
// The routes there are, each once: its method and path, for whom it is, and who answers.

#include "http/calendar_routes.hpp"
#include "http/case_routes.hpp"
#include "http/guide_routes.hpp"
#include "http/list_routes.hpp"
#include "http/operation_routes.hpp"
#include "http/single_sign_on.hpp"
#include "http/status_routes.hpp"

#include <span>
#include <tuple>

namespace bandian::http {

/// Who may come at all; what is his of it, the route itself asks.
struct Who {
    bool signed_in = false;
    std::optional<app::Leave> leave = {};  ///< that a token must have; absent: whatever it is for
};

using Rooms = std::tuple<CalendarRoutes&, CaseRoutes&, Entrance&, GuideRoutes&, ListRoutes&, OperationRoutes&,
                         SingleSignOn&, StatusRoutes&>;

struct Route {
    std::string_view method;
    std::string_view path;  ///< as the OpenAPI document has it; a {name} stands for one segment, whatever it is
    Who who;
    Reply (*answer)(Rooms&, const Request&) = nullptr;  ///< nullptr: its body is a file, taken in as it comes
    std::size_t parts = 0;                              ///< that it answers by
};

std::span<const Route> all_routes();

struct Match {
    const Route* route = nullptr;           ///< nullptr: none of that method
    std::string_view path = "other";        ///< of the routes that a path is of; "other" for none of ours
    std::vector<std::string> parts;         ///< what stands for its {names}
    std::vector<std::string_view> methods;  ///< that there are under it
};

/// In time bounded by the number of routes and the length of the path.
Match find_route(std::string_view method, std::string_view path);

}  // namespace bandian::http
