#include "http/reply.hpp"

#include "wire/json.hpp"

namespace bandian::http {

bool is_loopback(const std::string& host) {
    const bool digits = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "::1" || host == "[::1]" || (digits && host.rfind("127.", 0) == 0);
}

Reply problem(int status, std::string code, std::string field, std::string detail) {
    return {status, wire::to_problem({std::move(code), std::move(field), std::move(detail)}, status), {}, {}, {}, {}};
}

Reply problem(const app::Refusal& refusal) {
    Reply reply{refusal.status, wire::to_problem(refusal.rejection, refusal.status), {}, {}, {}, {}};
    if (refusal.current_version) {
        reply.body["currentVersion"] = *refusal.current_version;
        reply.etag = std::to_string(*refusal.current_version);
    }
    return reply;
}

Reply absent() { return problem(404, "no-such-route", "", "Expected one of the routes of /api/v1, but there is none here."); }
Reply wrong_method(const std::string& allowed) { return problem(405, "wrong-method", "", "Expected " + allowed + " here."); }

std::optional<std::string> asked(const Request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() || found->second.empty() ? std::nullopt : std::optional{found->second};
}

std::optional<Reply> staff_only(const Request& request, bool allowed) {
    if (!allowed)
        return problem(403, "staff-only", "", "Staff calls are answered only while the service listens on a loopback address, since there are no accounts yet.");
    // A name that somebody else has pointed at this machine is not ours (DNS rebinding).
    std::string host = request.host.substr(0, request.host.rfind(':'));
    if (request.host.find(':') == std::string::npos || request.host.back() == ']') host = request.host;
    if (!is_loopback(host)) return problem(403, "foreign-host", "Host", "Expected a loopback address as the host, but got \"" + request.host + "\".");
    // A page of another site in the clerk's browser must not act through it.
    const bool foreign = !request.origin.empty() && request.origin != "http://" + request.host;
    if (foreign) return problem(403, "foreign-origin", "Origin", "Expected a request of this service's own pages, but it came from " + request.origin + ".");
    return std::nullopt;
}

}  // namespace bandian::http
