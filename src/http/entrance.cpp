#include "http/entrance.hpp"

#include "app/today.hpp"
#include "http/cookies.hpp"
#include "http/naming.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::size_t longest_name = 200;

std::string token_of(const Request& request) {
    return request.authorization.rfind(bearer, 0) == 0 ? request.authorization.substr(bearer.size()) : std::string{};
}

/// The token or the session's cookie that a request acts with.
std::string secret_of(const Request& request) {
    const std::string token = token_of(request);
    return token.empty() ? cookie_in(request.cookie, session_cookie_name) : token;
}

app::Visit visit_of(const Request& request) {
    return {request.source, secret_in(request.cookie, session_cookie_name),
            secret_in(request.cookie, browser_cookie_name)};
}

/// Why nobody looked at a password: he waits, or too many others do.
Reply not_looked_at(const app::NotSignedIn& no) {
    const std::string wait = std::to_string(no.wait_seconds) + " s.";
    Reply reply = no.busy ? problem(503, "busy", "", "Expected fewer people to sign in at once: try again in " + wait)
                          : problem(429, "too-many-attempts", "",
                                    "Expected a pause after so many wrong passwords: try again in " + wait);
    reply.retry_after = no.wait_seconds;
    return reply;
}

/// A page of ours says where it comes from; SameSite keeps the others' cookies back, and this holds where that does
/// not.
bool is_own_page(const Request& request) {
    return request.origin == "https://" + request.host || request.origin == "http://" + request.host;
}

std::optional<Reply> not_his_absence(const app::Actor& by, const std::string& user) {
    if (user == by.account || may_name_deputies(by)) return std::nullopt;
    return problem(403, "not-yours", "user",
                   "Expected your own absence, or a supervisor to tell of another's, but it is that of " + user + ".");
}

}  // namespace

bool is_media_type(std::string_view content_type, std::string_view type) {
    std::string_view given = content_type.substr(0, content_type.find(';'));
    const auto from = given.find_first_not_of(" \t");
    if (from == std::string_view::npos) return false;
    given = given.substr(from, given.find_last_not_of(" \t") - from + 1);
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    return std::equal(given.begin(), given.end(), type.begin(), type.end(), same);
}

std::variant<Json, Reply> body_of(const Request& request, const wire::JsonBounds& bounds) {
    if (!is_media_type(request.content_type, "application/json"))
        return problem(415, "wrong-type", "Content-Type",
                       "Expected application/json, but got \"" + request.content_type + "\".");
    auto parsed = wire::parse_json(request.body, bounds);
    if (const auto* fault = std::get_if<std::string>(&parsed)) return problem(400, "malformed-json", "body", *fault);
    if (!std::get<Json>(parsed).is_object())
        return problem(400, "malformed-json", "body", "Expected a JSON object, but got something else.");
    return std::get<Json>(std::move(parsed));
}

Json Entrance::seen(const app::Actor& actor) const {
    Json roles = Json::array(),
         department{{"id", actor.department}, {"zh", actor.department}, {"en", actor.department}};
    for (const app::Role role : actor.roles) roles.push_back(word(role));
    const auto rules = desk_.rules();
    for (const auto& pack : rules->in_force(desk_.today(), "")) department = department_json(*pack, actor.department);
    Json json{{"user", actor.account},
              {"name", actor.display},
              {"department", std::move(department)},
              {"roles", std::move(roles)},
              {"deputy", deputy_of(actor.account)},
              {"standsInFor", Json::array()}};
    for (const app::Absence& one : actor.stands_in_for)
        json["standsInFor"].push_back(
            {{"user", one.account}, {"name", one.display}, {"until", calendar::to_string(one.until)}});
    json["scopes"] = nullptr;
    if (actor.leave) {
        json["scopes"] = Json::array();
        for (const app::Leave one : *actor.leave) json["scopes"].push_back(word(one));
    }
    return json;
}

void Entrance::listed(const Request& request, const std::string& what, const std::optional<std::string>& words) {
    if (words) tracer_.searched(request.by, "searched " + what, *words);
    else tracer_.viewed(request.by, "listed " + what, {});
}

void Entrance::note_denial(const Request& request, const Reply& reply, const std::string& case_no) {
    if (request.by.roles.empty() || (reply.status != 403 && reply.status != 404)) return;
    const std::string code = reply.body.is_object() ? reply.body.value("code", std::string{}) : std::string{};
    if (reply.status == 404 && code != "no-such-case" && code != "no-such-route") return;
    tracer_.denied(request.by, "denied " + request.method + ' ' + std::string{request.route}, case_no);
}

/// Who stands in for somebody today, {user, name, until}, or null.
Json Entrance::deputy_of(const std::string& name) const {
    const auto account = accounts_.account(name);
    if (!account || !is_stood_in_for(*account, desk_.today())) return nullptr;
    const auto deputy = accounts_.account(account->deputy);
    return {{"user", account->deputy},
            {"name", deputy ? deputy->actor.display : account->deputy},
            {"until", calendar::to_string(*account->absent_until)}};
}

Reply Entrance::name_deputy(const Request& request) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, value] : json.items()) {
        if (name != "user" && name != "deputy" && name != "until")
            return problem(422, "unknown-member", name, "Expected only user, deputy, until, but got \"" + name + "\".");
        if (!value.is_string())
            return problem(422, "invalid-member", name, "Expected text, but got " + value.dump() + ".", "not-text");
    }
    const std::string user = json.value("user", request.by.account);
    if (auto no = not_his_absence(request.by, user)) return *no;
    for (const char* name : {"deputy", "until"})
        if (!json.contains(name)) return problem(422, "missing-member", name, "Expected text, but it is missing.");
    const auto until = calendar::parse_day(json["until"].get_ref<const std::string&>());
    if (!until)
        return problem(422, "invalid-member", "until",
                       "Expected the last day of absence as YYYY-MM-DD, but got " + json["until"].dump() + ".",
                       "not-a-day");
    if (const auto no = accounts_.name_deputy(request.by, user, json["deputy"], *until, desk_.today()))
        return problem(app::Refusal{app::Why::invalid, *no, std::nullopt});
    return good({{"user", user}, {"deputy", deputy_of(user)}});
}

Reply Entrance::end_deputy(const Request& request) {
    const std::string user = asked(request, "user").value_or(request.by.account);
    if (auto no = not_his_absence(request.by, user)) return *no;
    if (!accounts_.end_deputy(request.by, user))
        return problem(422, "unknown-user", "user",
                       "Expected the sign-in name of a user, but there is none with \"" + user + "\".");
    return {204, {}, {}, {}, {}, {}};
}

std::optional<Reply> Entrance::recognise(Request& request) {
    const std::string token = token_of(request),
                      secret = token.empty() ? cookie_in(request.cookie, session_cookie_name) : token;
    request.by = {};
    request.by.source = request.source;
    if (secret.empty() || secret.size() > longest_secret) return std::nullopt;
    if (auto actor = accounts_.who(secret, request.source, desk_.today())) request.by = std::move(*actor);
    else if (!token.empty()) tracer_.refused_token(request.source);
    const bool unsafe = request.method != "GET" && request.method != "HEAD";
    if (unsafe && token.empty() && !request.by.roles.empty() && !is_own_page(request))
        return problem(403, "foreign-origin", "Origin",
                       "Expected a request of this service's own pages, but it came from \"" + request.origin + "\".");
    return std::nullopt;
}

Reply Entrance::session(const Request& request) {
    Reply reply = good(seen(request.by));
    if (!token_of(request).empty()) return reply;
    const auto browser = accounts_.know_browser(request.by, secret_in(request.cookie, browser_cookie_name));
    if (browser) reply.set_cookies.push_back(browser_cookie(*browser));
    return reply;
}

Reply Entrance::sign_out(const Request& request) {
    accounts_.sign_out(secret_of(request), request.by);
    Reply reply{204, {}, {}, {}, {}, {}};
    reply.set_cookies.push_back(session_cookie("", "; Max-Age=0"));
    return reply;
}

Reply Entrance::password(const Request& request) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, value] : json.items())
        if (name != "old" && name != "new")
            return problem(422, "unknown-member", name, "Expected only old, new, but got \"" + name + "\".");
    for (const char* name : {"old", "new"})
        if (!json.contains(name) || !json[name].is_string())
            return problem(422, "missing-member", name, "Expected text, but it is missing or something else.");
    const app::Visit visit{request.source, secret_of(request), secret_in(request.cookie, browser_cookie_name)};
    const auto outcome = accounts_.change_password(request.by, json["old"], json["new"], visit);
    if (const auto* no = std::get_if<app::NotSignedIn>(&outcome)) return not_looked_at(*no);
    if (const auto* no = std::get_if<casework::Rejection>(&outcome))
        return problem(app::Refusal{app::Why::invalid, *no, std::nullopt});
    return {204, {}, {}, {}, {}, {}};
}

Reply Entrance::end_session(const Request& request, const std::string& id) {
    if (!accounts_.end_session(request.by, id))
        return problem(404, "no-such-session", "id",
                       "Expected the id of one of your own sessions, but there is none of it.");
    return {204, {}, {}, {}, {}, {}};
}

Reply Entrance::end_others(const Request& request) {
    accounts_.end_other_sessions(request.by, secret_of(request));
    return {204, {}, {}, {}, {}, {}};
}

Reply Entrance::sessions(const Request& request) {
    const auto moment = [rules = desk_.rules()](app::Instant at) { return wire::to_text(at, rules->time_zone); };
    Json items = Json::array();
    for (const app::OwnSession& one : accounts_.sessions(request.by, secret_of(request)))
        items.push_back({{"id", one.id},
                         {"kind", one.kind},
                         {"began", moment(one.began)},
                         {"seen", moment(one.seen)},
                         {"ends", moment(one.ends)},
                         {"source", one.source.empty() ? Json(nullptr) : Json(one.source)},
                         {"thisOne", one.this_one}});
    return good({{"items", std::move(items)}});
}

Reply Entrance::sign_in(const Request& request) {
    if (!request.origin.empty() && !is_own_page(request))
        return problem(403, "foreign-origin", "Origin",
                       "Expected a request of this service's own pages, but it came from \"" + request.origin + "\".");
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, most] : {std::pair{"user", longest_name}, std::pair{"password", app::longest_password}})
        if (!json.contains(name) || !json[name].is_string() || json[name].get_ref<const std::string&>().size() > most)
            return problem(
                422, "missing-member", name,
                "Expected text of at most " + std::to_string(most) + " bytes, but it is missing or something else.");
    const auto outcome = accounts_.sign_in(json["user"], json["password"], visit_of(request));
    if (const auto* no = std::get_if<app::NotSignedIn>(&outcome)) {
        if (no->wait_seconds > 0) return not_looked_at(*no);
        return problem(401, "wrong-credentials", "", "Expected a user and his password, but they do not fit together.");
    }
    const auto& done = std::get<app::SignedIn>(outcome);
    Reply reply = good(seen(done.actor));
    reply.set_cookies.push_back(session_cookie(done.secret, ""));
    return reply;
}

}  // namespace bandian::http
