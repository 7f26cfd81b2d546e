#include "http/reply.hpp"

#include "app/today.hpp"
#include "text/cleaning.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace bandian::http {

namespace {

constexpr std::size_t most_faults = 100;  // told at once: nobody mends more before asking again

int status_of(app::Why why) {
    switch (why) {
        case app::Why::absent: return 404;
        case app::Why::not_allowed: return 403;
        case app::Why::conflict: return 409;
        case app::Why::stale: return 412;
        case app::Why::invalid: return 422;
        case app::Why::not_now: return 503;
    }
    std::abort();
}

}  // namespace

bool is_loopback(const std::string& host) {
    const bool digits = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "::1" || host == "[::1]" || (digits && host.rfind("127.", 0) == 0);
}

Reply problem(int status, std::string code, std::string field, std::string detail, std::string reason) {
    return {status, wire::to_problem({std::move(code), std::move(field), std::move(detail), std::move(reason)}, status),
            {},     {},
            {},     {}};
}

Reply problem(const app::Refusal& refusal) {
    const int status = status_of(refusal.why);
    Reply reply{status, wire::to_problem(refusal.rejection, status), {}, {}, {}, {}};
    if (refusal.all.size() > 1) {
        reply.body["errors"] = Json::array();
        for (const casework::Rejection& one : refusal.all) {
            if (reply.body["errors"].size() == most_faults) break;
            reply.body["errors"].push_back(wire::to_fault(one));
        }
    }
    if (refusal.current_version) {
        reply.body["currentVersion"] = *refusal.current_version;
        reply.etag = std::to_string(*refusal.current_version);
    }
    return reply;
}

Reply absent() {
    return problem(404, "no-such-route", "", "Expected one of the routes of /api/v1, but there is none here.");
}
Reply not_signed_in() {
    return problem(401, "not-signed-in", "",
                   "Expected somebody signed in (POST /api/v1/session) or a token (Authorization: Bearer), but there "
                   "is none or it has ended.");
}
Reply not_yours() {
    return problem(403, "not-yours", "",
                   "Expected somebody whose task this is, but it is another department's or role's.");
}
Reply no_such_clock(const std::string& id) {
    return problem(404, "no-such-clock", "clock",
                   "Expected a clock of the case that has started, but there is none with \"" + id + "\".");
}

Reply wrong_method(const std::vector<std::string_view>& allowed) {
    std::string words, list;
    for (std::size_t i = 0; i < allowed.size(); ++i) {
        words.append(i == 0 ? "" : i + 1 == allowed.size() ? " or " : ", ").append(allowed[i]);
        list.append(i == 0 ? "" : ", ").append(allowed[i]);
    }
    Reply reply = problem(405, "wrong-method", "", "Expected " + words + " here.");
    reply.allow = std::move(list);
    return reply;
}

Reply too_many(int seconds) {
    Reply reply = problem(429, "too-many-requests", "",
                          "Expected a pause after so many requests: try again in " + std::to_string(seconds) + " s.");
    reply.retry_after = seconds;
    return reply;
}

Reply busy() {
    Reply reply = problem(503, "busy", "",
                          "Expected fewer who ask for this at once: nothing was changed, try again in a moment.");
    reply.retry_after = 2;
    return reply;
}

bool is_text(std::string_view bytes) { return text::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos; }

std::optional<std::string> asked(const Request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() || found->second.empty() ? std::nullopt : std::optional{found->second};
}

Reply good(Json body, std::string etag) { return {200, std::move(body), std::move(etag), {}, {}, {}}; }

namespace {

std::string etag_of_text(const std::string& text) {
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    char hex[sizeof hash * 2 + 1];
    return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

}  // namespace

std::string etag_of(const Json& body) { return etag_of_text(body.dump()); }

Reply calendar_file(const std::string& name, std::string text) {
    Reply reply;
    reply.etag = etag_of_text(text);
    auto file = std::make_shared<Download>();
    file->name = name;
    file->type = "text/calendar; charset=utf-8";
    file->bytes = text.size();
    file->from = [text = std::move(text)](std::size_t offset) { return text.substr(offset); };
    reply.download = std::move(file);
    return reply;
}

Language language_of(const Request& request) {
    return asked(request, "lang") == "en" ? Language::english : Language::chinese;
}

Reply readiness(bool reachable, const app::Rulebook& rules, app::Instant now) {
    if (!reachable) return problem(503, "record-unreachable", "", "The record cannot be reached.");
    if (rules.calendars().empty())
        return problem(503, "calendar-unreadable", "",
                       "Expected calendars to work by, but none can be read: the log says why.");
    Json warnings = Json::array(), calendars = Json::object();
    for (const auto& [region, calendar] : rules.calendars()) {
        const calendar::Day today = wire::local_day(now, calendar.region().time_zone);
        if (!calendar.covers(today))
            return problem(503, "beyond-calendar", region,
                           "Expected a calendar that covers today, but " + region + " ends on " +
                               calendar::to_string(calendar.last()) + ".");
        calendars[region] = {{"to", calendar::to_string(calendar.last())},
                             {"provisionalFrom", calendar::to_string(calendar.first_provisional())}};
        if (app::lacks_next_notice(calendar, today))
            warnings.push_back(
                {{"calendar", region},
                 {"code", "notice-missing"},
                 {"detail", "The notice of " +
                                std::to_string(static_cast<int>(date::year_month_day{today}.year()) + 1) +
                                " is not in: dates from " + calendar::to_string(calendar.first_provisional()) +
                                " on are provisional."}});
    }
    for (const app::RuleTrouble& trouble : rules.troubles)
        warnings.push_back({{"pack", trouble.pack.empty() ? Json(nullptr) : Json(trouble.pack)},
                            {"code", trouble.code},
                            {"detail", trouble.detail}});
    const calendar::Day today = wire::local_day(now, rules.time_zone);
    const auto packs = rules.in_force(today, "");
    if (std::all_of(packs.begin(), packs.end(),
                    [&](const auto& pack) { return rules.closed(today, pack->id) != nullptr; }))
        warnings.push_back({{"pack", nullptr},
                            {"code", "no-pack-in-force"},
                            {"detail", "No pack takes applications today: those are refused, cases under way go on."}});
    return good({{"status", "ready"},
                 {"packs", rules.offered().size()},
                 {"calendars", std::move(calendars)},
                 {"warnings", std::move(warnings)}});
}

}  // namespace bandian::http
