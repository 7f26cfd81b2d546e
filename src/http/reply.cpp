#include "http/reply.hpp"

#include "wire/json.hpp"

namespace bandian::http {

Reply problem(int status, std::string code, std::string field, std::string detail) {
    return {status, wire::to_problem({std::move(code), std::move(field), std::move(detail)}, status), {}, {}};
}

Reply problem(const app::Refusal& refusal) {
    Reply reply{refusal.status, wire::to_problem(refusal.rejection, refusal.status), {}, {}};
    if (refusal.current_version) {
        reply.body["currentVersion"] = *refusal.current_version;
        reply.etag = std::to_string(*refusal.current_version);
    }
    return reply;
}

}  // namespace bandian::http
