#include "http/list_routes.hpp"

#include "http/board_routes.hpp"
#include "http/naming.hpp"
#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

using calendar::to_string;

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

Json page_of(Json rows, const std::optional<std::string>& next) {
    return {{"items", std::move(rows)}, {"next", next ? Json(*next) : Json(nullptr)}};
}

}  // namespace

Reply ListRoutes::cases(const Request& request) {
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
Reply ListRoutes::done(const Request& request, const std::string& done) {
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

Reply ListRoutes::tasks(const Request& request) {
    if (const auto kept = asked(request, "done")) return done(request, *kept);
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

Reply ListRoutes::board(const Request& request) {
    if (!may_see_board(request.by)) return absent();
    entrance_.viewed(request, "viewed board", {});
    app::WorklistQuery falling_due;
    const auto rules = desk_.rules();
    Json body = board_json(options_.board(), *rules, desk_.worklist(falling_due, request.by), desk_.today());
    return good(body, etag_of(body));
}

Reply ListRoutes::colleagues(const Request& request) {
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

}  // namespace bandian::http
