#include "http/routes.hpp"

#include "http/board_routes.hpp"
#include "http/command.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "process/task_path.hpp"
#include "text/joined.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdio>

namespace bandian::http {

namespace {

constexpr std::size_t most_of_a_stranger = 64 << 10;  // bytes of a body: what anybody may send, anybody may send often
constexpr std::size_t most_of_somebody = 1 << 20;

std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (from < path.size()) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        if (slash > from) parts.push_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return parts;
}

/// A file of a case, whose body is taken as it comes.
bool is_material(const Request& request, const std::vector<std::string>& path) {
    return request.method == "PUT" && path.size() == 6 && path[0] == "api" && path[1] == "v1" && path[2] == "cases" &&
           path[4] == "materials";
}

using calendar::to_string;

std::optional<Reply> unreadable(const Request& request) {
    const auto no = [](const std::string& field) {
        return problem(400, "malformed-text", field, "Expected UTF-8 without NUL, but got other bytes.");
    };
    if (!is_text(request.path)) return no("path");
    for (const auto& [name, value] : request.query)
        if (!is_text(name) || !is_text(value)) return no(is_text(name) ? name : "query");
    if (!is_text(request.idempotency_key)) return no("Idempotency-Key");
    if (!is_text(request.receipt_code)) return no("X-Receipt-Code");
    if (!is_text(request.if_match)) return no("If-Match");
    // Where the bad byte of an edition file is, its reader tells.
    const bool edition_file = request.content_type.find("yaml") != std::string::npos;
    if (!edition_file && !is_text(request.body)) return no("body");
    return std::nullopt;
}

std::vector<casework::Rejection> unknown_members(const Json& json, const std::vector<std::string>& known) {
    const std::string list = text::joined(known);
    std::vector<casework::Rejection> faults;
    for (const auto& [name, value] : json.items())
        if (std::find(known.begin(), known.end(), name) == known.end())
            faults.push_back({"unknown-member", name.empty() ? "\"\"" : name,
                              "Expected only " + list + ", but got \"" + name + "\"."});
    return faults;
}

/// A cursor is the JSON a page gave out; anything else is refused before the database sees it.
std::optional<Reply> bad_cursor(const std::optional<std::string>& cursor, std::initializer_list<const char*> members) {
    if (!cursor) return std::nullopt;
    const auto parsed = wire::parse_json(*cursor);
    const Json* json = std::get_if<Json>(&parsed);
    bool good = json && json->is_object() && json->size() == members.size();
    for (const char* name : members) {
        if (!good) break;
        const auto found = json->find(name);
        if (found == json->end()) {
            good = false;
            break;
        }
        const std::string member{name};
        if (member == "due")
            good =
                found->is_null() || (found->is_string() && calendar::parse_day(found->get_ref<const std::string&>()));
        else if (member == "at") good = found->is_string() && wire::parse_instant(found->get_ref<const std::string&>());
        else good = found->is_string();
    }
    if (good) return std::nullopt;
    return problem(400, "invalid-member", "cursor",
                   "Expected a cursor as the last page gave it, but got something else.", "not-a-cursor");
}

/// The light of an open step that the query asks for.
std::variant<std::optional<clocks::Light>, Reply> light_asked(const Request& request) {
    const auto text = asked(request, "light");
    if (!text) return std::optional<clocks::Light>{};
    const auto light = process::named(*text, clocks::open_lights);
    if (light) return light;
    return problem(400, "invalid-member", "light", "Expected green, yellow, red or paused, but got \"" + *text + "\".",
                   "not-a-choice");
}

Json case_item(const app::CaseRow& row, const app::Rulebook& rules) {
    const auto pack = rules.by_hash(row.pack_hash);
    const process::Process* p = pack ? pack->process(row.process) : nullptr;
    return {{"caseNo", row.case_no},
            {"process", row.process},
            {"processTitle",
             {{"id", row.process}, {"zh", p ? p->name : row.process}, {"en", p ? p->name_en : row.process}}},
            {"state", row.state},
            {"version", row.version},
            {"submittedAt", wire::in_zone(row.submitted_at, pack ? pack->time_zone : rules.time_zone)},
            {"applicant", row.applicant},
            {"address", row.address},
            {"manager", person(row.manager, row.manager_name)},
            {"light", row.light.empty() ? Json(nullptr) : Json(row.light)}};
}

/// A whole number from 0 under a name of the query.
std::variant<std::optional<int>, Reply> days_asked(const Request& request, const std::string& name) {
    const auto text = asked(request, name);
    if (!text) return std::optional<int>{};
    if (text->size() > 5 || text->find_first_not_of("0123456789") != std::string::npos)
        return problem(400, "invalid-member", name,
                       "Expected a whole number of days from 0, but got \"" + *text + "\".", "not-a-whole-number");
    return std::optional{std::stoi(*text)};
}

/// What a token is to be for, whoever's it is. Absent: nothing, since anybody may, or it is about the token itself.
std::optional<app::Leave> leave_for(const Request& request, const std::vector<std::string>& path) {
    if (path.size() < 3 || path[0] != "api" || path[1] != "v1") return std::nullopt;
    const std::string& what = path[2];
    const bool looks = request.method == "GET" || request.method == "HEAD";
    const bool is_own = what == "session" && (path.size() == 3 || path[3] == "oidc");
    if (what == "status" || what == "guide" || (what == "calendar" && looks) || what == "demo" || is_own)
        return std::nullopt;
    if (looks) return app::Leave::read;
    return request.method == "POST" && what == "cases" && path.size() == 3 ? app::Leave::open : app::Leave::act;
}

Reply beyond_token(app::Leave wanted, const app::Actor& actor) {
    return problem(403, "token-scope", "Authorization",
                   "Expected a token with the scope " + std::string{word(wanted)} + ", but this one has " +
                       app::to_text(*actor.leave) + " alone.");
}

Json page_of(Json rows, const std::optional<std::string>& next) {
    return {{"items", std::move(rows)}, {"next", next ? Json(*next) : Json(nullptr)}};
}

/// What `use` answers; faults become 503, bugs 500.
template <class Use>
Reply guarded(const Request& request, Use use) {
    try {
        if (auto no = unreadable(request)) return *no;
        return use();
    } catch (const app::Unavailable& fault) {
        std::fprintf(stderr, "fault: %s\n", fault.what());
        const bool in_doubt = fault.in_doubt && request.method != "GET";
        Reply reply = problem(503, in_doubt ? "in-doubt" : "record-unreachable", "",
                              in_doubt ? "The connection to the record was lost: look at the case before you try "
                                         "again, or send the same Idempotency-Key."
                                       : "The record cannot be reached at the moment: nothing was changed, try again.");
        reply.retry_after = 2;
        return reply;
    } catch (const app::RulesAway& away) {
        std::fprintf(stderr, "rules away: %s\n", away.what());
        return problem(503, "rules-away", "",
                       "Expected the rules that this case rests on, but this program does not have them, or cannot "
                       "read them: bandian packs tells which they are.");
    } catch (const app::Damaged& damage) {
        std::fprintf(stderr, "damaged: %s\n", damage.what());
        return problem(500, "damaged-log", "",
                       "Expected a log as it was recorded, but this case's has been changed past the service: bandian "
                       "audit verify tells where.");
    } catch (const casework::BeyondCalendar& beyond) {
        return problem(503, "beyond-calendar", "", beyond.what());
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "bug: %s %s: %s\n", request.method.c_str(), request.path.c_str(), bug.what());
        return problem(500, "bug", "", "Something went wrong here. It has been noted.");
    }
}

/// Keeps what a part of an upload throws from the one who hands the bytes over.
class GuardedUpload : public Upload {
public:
    GuardedUpload(std::unique_ptr<Upload> inner, Request request)
        : inner_(std::move(inner)), request_(std::move(request)) {}

    bool add(const char* bytes, std::size_t size) override {
        if (failed_) return false;
        bool more = false;
        const Reply reply = guarded(request_, [&] {
            more = inner_->add(bytes, size);
            return Reply{};
        });
        if (reply.status != 200) failed_ = reply;
        return more;
    }
    Reply finish() override {
        return failed_ ? *failed_ : guarded(request_, [&] { return inner_->finish(); });
    }

private:
    std::unique_ptr<Upload> inner_;
    Request request_;
    std::optional<Reply> failed_;
};

}  // namespace

std::optional<Reply> Routes::let_in(Request& request, const std::vector<std::string>& path) {
    if (auto no = entrance_.recognise(request)) return no;
    const auto wanted = leave_for(request, path);
    if (!wanted || is_for(request.by, *wanted)) return std::nullopt;
    return beyond_token(*wanted, request.by);
}

void Routes::note_denial(const Request& request, const std::vector<std::string>& path, const Reply& reply) {
    entrance_.note_denial(request, reply, std::string{route_of(request.path)},
                          path.size() > 3 && path[2] == "cases" ? path[3] : std::string{});
}

Admission Routes::admit(Request& request) {
    Admission admission;
    Reply reply = guarded(request, [&]() -> Reply {
        const std::vector<std::string> path = split(request.path);
        std::optional<Reply> no = let_in(request, path);
        const bool known = !request.by.roles.empty();
        admission.most = known ? most_of_somebody : most_of_a_stranger;
        if (!no && is_material(request, path)) {
            if (!known) return not_signed_in();
            if (auto upload = materials_.take(request, path[3], path[5], no))
                admission.upload = std::make_unique<GuardedUpload>(std::move(upload), request);
        }
        if (no) note_denial(request, path, *no);
        return no.value_or(Reply{});
    });
    if (reply.status != 200) admission.refusal = std::move(reply);
    return admission;
}

Reply Routes::answer(const Request& request) {
    return guarded(request, [&] {
        const std::vector<std::string> path = split(request.path);
        Reply reply = route(request, path);
        note_denial(request, path, reply);
        return reply;
    });
}

void Routes::note(const Request& request, const Reply& reply, double seconds) {
    metrics_.count(request, reply, seconds);
    if (options_.log) options_.log(request, reply, seconds);
}

Reply Routes::route(const Request& request, const std::vector<std::string>& path) {
    const bool for_operations =
        path.size() == 1 && (path[0] == "healthz" || path[0] == "readyz" || path[0] == "metrics");
    if (for_operations && request.method != "GET") return wrong_method("GET");
    if (path.size() == 1 && path[0] == "healthz") return good({{"status", "ok"}});
    if (path.size() == 1 && path[0] == "readyz") return options_.ready();
    if (path.size() == 1 && path[0] == "metrics")
        return {200, {}, {}, {}, metrics_.text(options_.gauges()), "text/plain; version=0.0.4; charset=utf-8"};
    if (path.size() < 3 || path[0] != "api" || path[1] != "v1") return absent();
    const std::string& what = path[2];
    if (what == "status" && path.size() >= 4) return status_.answer(request, {path.begin() + 3, path.end()});
    if (what == "guide") return guide_.answer(request, {path.begin() + 3, path.end()});
    if (what == "calendar" && path.size() == 4) return calendar_.answer(request, path[3]);
    if (what == "calendar" && path.size() == 5 && path[3] == "editions") return calendar_.edition(request, path[4]);
    if (what == "session" && path.size() == 3) return entrance_.session(request);
    if (what == "session" && path.size() == 4 && path[3] == "deputy") return entrance_.deputy(request);
    if (what == "session" && path.size() == 4 && path[3] == "password") return entrance_.password(request);
    if (what == "session" && (path.size() == 4 || path.size() == 5) && path[3] == "all")
        return entrance_.sessions(request, path.size() == 5 ? std::optional{path[4]} : std::nullopt);
    if (what == "session" && path.size() >= 4 && path[3] == "oidc") {
        if (request.method != "GET") return wrong_method("GET");
        return path.size() == 4                            ? provider_.leave(request)
               : path.size() == 5 && path[4] == "callback" ? provider_.come_back(request)
                                                           : absent();
    }
    if (what == "demo" && path.size() == 3 && request.method != "GET") return wrong_method("GET");
    if (what == "demo" && path.size() == 3)
        return options_.demo ? good(options_.demo()) : Reply{204, {}, {}, {}, {}, {}};
    const bool staffs = what == "cases" || what == "tasks" || what == "board" || what == "colleagues" ||
                        (what == "test-clock" && options_.set_clock);
    if (!staffs) return absent();
    if (request.by.roles.empty()) return not_signed_in();
    if (what == "cases" && path.size() >= 4) {
        Reply reply = cases_.answer(request, {path.begin() + 3, path.end()});
        if (request.method != "GET") status_.forget(path[3]);
        return reply;
    }
    if (path.size() != 3) return absent();
    if (what == "test-clock") return set_test_clock(request);
    if (what == "cases" && request.method == "POST") return open_case(request);
    if (request.method != "GET") return wrong_method(what == "cases" ? "GET or POST" : "GET");
    if (what == "tasks") return list_tasks(request);
    if (what == "cases") return list_cases(request);
    return what == "board" ? board(request) : colleagues(request);
}

Reply Routes::open_case(const Request& request) {
    auto body = body_of(request, places_bounds);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    auto idempotency = idempotency_of(request);
    if (auto* no = std::get_if<Reply>(&idempotency)) return *no;
    app::OpenRequest opening;
    opening.wrong =
        unknown_members(json, {"pack", "process", "applicant", "site", "attributes", "materials", "submittedOn"});
    // Each member alone, so that what is wrong with one does not hide the others.
    const auto part = [&](const Json& submit) -> std::optional<casework::Submit> {
        auto entry = wire::to_entry("submit", submit);
        if (auto* no = std::get_if<casework::Rejection>(&entry)) opening.wrong.push_back(std::move(*no));
        else return std::get<casework::Submit>(std::get<casework::Entry>(std::move(entry)));
        return std::nullopt;
    };
    if (auto read = part({{"process", json.value("process", Json(nullptr))}}))
        opening.process = std::move(read->process);
    if (json.contains("attributes"))
        if (auto read = part({{"process", ""}, {"attributes", json["attributes"]}}))
            opening.attributes = std::move(read->attributes);
    opening.materials = json.value("materials", Json::array());
    if (!opening.materials.is_array()) {
        opening.wrong.push_back(
            {"invalid-member", "materials", "Expected a list of material ids, but got something else.", "not-a-list"});
        opening.materials = Json::array();
    }
    const Json pack = json.value("pack", Json(""));
    if (pack.is_string()) opening.pack = pack.get<std::string>();
    else opening.wrong.push_back({"invalid-member", "pack", "Expected text, but got " + pack.dump() + ".", "not-text"});
    opening.applicant = json.value("applicant", Json(nullptr));
    opening.site = json.value("site", Json(nullptr));
    opening.idempotency = std::get<app::Idempotency>(idempotency);
    opening.by = request.by;
    if (const Json day = json.value("submittedOn", Json(nullptr)); !day.is_null()) {
        opening.submitted_on = day.is_string() ? calendar::parse_day(day.get_ref<const std::string&>()) : std::nullopt;
        if (!opening.submitted_on)
            opening.wrong.push_back({"invalid-member", "submittedOn",
                                     "Expected the day it was handed in as YYYY-MM-DD, but got " + day.dump() + ".",
                                     "not-a-day"});
    }
    auto opened = desk_.open(opening);
    if (const auto* no = std::get_if<app::Refusal>(&opened)) return problem(*no);
    const auto& done = std::get<app::Opened>(opened);
    return {201,
            {{"caseNo", done.case_no}, {"receiptCode", done.receipt_code}, {"version", done.version}},
            std::to_string(done.version),
            "/api/v1/cases/" + done.case_no,
            {},
            {}};
}

Reply Routes::list_cases(const Request& request) {
    auto light = light_asked(request);
    app::CasesQuery query{asked(request, "state"), asked(request, "cursor"), 50, asked(request, "q"),
                          asked(request, "owner")};
    query.process = asked(request, "process");
    if (asked(request, "mine")) query.mine = request.by.names();
    for (const auto& [name, into] : {std::pair{"ageFrom", &query.age_from}, std::pair{"ageTo", &query.age_to}}) {
        auto days = days_asked(request, name);
        if (auto* no = std::get_if<Reply>(&days)) return *no;
        *into = std::get<std::optional<int>>(days);
    }
    if (auto no = bad_cursor(query.cursor, {"at", "caseNo"})) return *no;
    if (auto* no = std::get_if<Reply>(&light)) return *no;
    query.light = std::get<std::optional<clocks::Light>>(light);
    const auto rules = desk_.rules();
    const auto page = desk_.cases(query, request.by);
    entrance_.listed(request, "cases", query.text);
    Json rows = Json::array();
    for (const app::CaseRow& row : page.rows) rows.push_back(case_item(row, *rules));
    Json body = page_of(std::move(rows), page.next);
    return good(body, etag_of(body));
}

/// Steps of the newest cases that a clock has judged: what the board counts.
Reply Routes::list_done(const Request& request, const std::string& done) {
    if (!may_see_board(request.by)) return absent();
    if (done != "met" && done != "late")
        return problem(400, "invalid-member", "done", "Expected met or late, but got \"" + done + "\".",
                       "not-a-choice");
    entrance_.listed(request, "judged steps", {});
    const auto rules = desk_.rules();
    Json rows = Json::array();
    for (const app::WorklistRow& row : desk_.judged_steps(
             {done == "late", asked(request, "owner"), asked(request, "task"), asked(request, "process")}))
        rows.push_back(worklist_item(row, *rules, desk_.today()));
    return good({{"items", std::move(rows)}, {"next", nullptr}, {"today", to_string(desk_.today())}});
}

Reply Routes::list_tasks(const Request& request) {
    if (const auto done = asked(request, "done")) return list_done(request, *done);
    auto light = light_asked(request);
    if (auto* no = std::get_if<Reply>(&light)) return *no;
    app::WorklistQuery query{asked(request, "owner"),  std::get<std::optional<clocks::Light>>(light),
                             asked(request, "cursor"), 50,
                             asked(request, "task"),   asked(request, "process"),
                             asked(request, "q")};
    if (asked(request, "mine")) query.mine = request.by.names();
    if (auto no = bad_cursor(query.cursor, {"due", "caseNo", "path"})) return *no;
    const auto rules = desk_.rules();
    const auto page = desk_.worklist(query, request.by);
    entrance_.listed(request, "tasks", query.text);
    Json rows = Json::array();
    for (const app::WorklistRow& row : page.rows) {
        rows.push_back(worklist_item(row, *rules, desk_.today()));
        const std::string& holder = row.claimed_by.empty() ? row.manager : row.claimed_by;
        const auto found = std::find_if(request.by.stands_in_for.begin(), request.by.stands_in_for.end(),
                                        [&](const app::Absence& one) { return one.account == holder; });
        if (found != request.by.stands_in_for.end())
            rows.back()["standingInFor"] = person(found->account, found->display);
    }
    Json body = page_of(std::move(rows), page.next);
    body["today"] = to_string(desk_.today());
    return good(body, etag_of(body));
}

Reply Routes::board(const Request& request) {
    if (!may_see_board(request.by)) return absent();
    entrance_.viewed(request, "viewed board", {});
    app::WorklistQuery falling_due;
    const auto rules = desk_.rules();
    Json body = board_json(options_.board(), *rules, desk_.worklist(falling_due, request.by), desk_.today());
    return good(body, etag_of(body));
}

Reply Routes::colleagues(const Request& request) {
    entrance_.listed(request, "colleagues", {});
    const auto rules = desk_.rules();
    const auto packs = rules->in_force(desk_.today(), "");
    Json items = Json::array();
    for (const app::Account& one : entrance_.accounts().active()) {
        if (request.by.department != "*" && one.actor.department != "*" &&
            one.actor.department != request.by.department)
            continue;
        Json roles = Json::array();
        for (const app::Role role : one.actor.roles) roles.push_back(word(role));
        items.push_back({{"user", one.actor.account},
                         {"name", one.actor.display},
                         {"department", packs.empty() ? Json{{"id", one.actor.department}}
                                                      : department_json(*packs.front(), one.actor.department)},
                         {"roles", std::move(roles)}});
    }
    return good({{"items", std::move(items)}});
}

Reply Routes::set_test_clock(const Request& request) {
    if (request.method != "PUT") return wrong_method("PUT");
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
