#include "http/case_routes.hpp"

#include "app/today.hpp"
#include "http/notice.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "text/joined.hpp"
#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

constexpr std::size_t longest_base = 500;  // a QR code holds three times as much

Reply page(std::string text, const char* type) { return {200, {}, {}, {}, std::move(text), type}; }

Reply recorded(const app::Outcome<app::Recorded>& outcome) {
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
    const auto& done = std::get<app::Recorded>(outcome);
    return good({{"caseNo", done.case_no}, {"version", done.version}}, std::to_string(done.version));
}

Json person_of(const std::map<std::string, std::string>& names, const std::string& account) {
    const auto found = names.find(account);
    return person(account, found == names.end() ? std::string{} : found->second);
}

/// Null: it is no department's.
Json department_or_null(const process::Pack& pack, const std::string& id) {
    return id.empty() ? Json(nullptr) : department_json(pack, id);
}

/// Of one text, under its name and no other.
std::variant<std::string, Reply> text_of(const Request& request, const char* member) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, value] : json.items())
        if (name != member)
            return problem(422, "unknown-member", name,
                           std::string{"Expected only "} + member + ", but got \"" + name + "\".");
    if (!json.contains(member) || !json[member].is_string())
        return problem(422, "missing-member", member, "Expected text, but it is missing or something else.");
    return json[member].get<std::string>();
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

/// What `use` answers of the case, when it is one that he sees.
template <class Use>
Reply looked_at(app::Desk& desk, const Request& request, const std::string& case_no, Use use) {
    auto found = desk.look(case_no, request.by);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    return use(std::get<app::CaseOnDesk>(found));
}

}  // namespace

Reply CaseRoutes::open(const Request& request) {
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

Reply CaseRoutes::entries(const Request& request, const std::string& case_no) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "viewed entries", desk.case_no);
        const std::vector<app::VisibleEntry> entries = visible_entries(desk, request.by);
        std::set<std::string> people;
        for (const app::VisibleEntry& one : entries) people.insert(one.by.value_or(""));
        const auto names = entrance_.accounts().names(people);
        Json events = entries_json(entries, desk.the_case);
        for (Json& event : events)
            if (event.contains("by")) event["by"] = person_of(names, event["by"].get<std::string>());
        const int version = desk.the_case.version();
        return good({{"caseNo", desk.case_no}, {"version", version}, {"events", std::move(events)}},
                    std::to_string(version));
    });
}

Reply CaseRoutes::picture(const Request& request, const std::string& case_no) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "viewed", desk.case_no);
        const std::string svg = options_.case_picture(desk.the_case, visible_in_picture(desk, request.by),
                                                      asked(request, "call").value_or(""), language_of(request));
        return svg.empty() ? absent() : page(svg, "image/svg+xml");
    });
}

Reply CaseRoutes::picture_facts(const Request& request, const std::string& case_no) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "viewed", desk.case_no);
        const Json facts = options_.case_picture_facts(desk.the_case, visible_in_picture(desk, request.by),
                                                       asked(request, "call").value_or(""));
        return facts.is_null() ? absent() : good(facts, etag_of(facts));
    });
}

Reply CaseRoutes::receipt(const Request& request, const std::string& case_no) {
    if (!may_see_receipt(request.by)) return absent();
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "fetched receipt", desk.case_no);
        return good({{"caseNo", desk.case_no}, {"receiptCode", desk_.receipt_code(desk)}});
    });
}

Reply CaseRoutes::receipt_square(const Request& request, const std::string& case_no) {
    if (!may_see_receipt(request.by)) return absent();
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        const std::string base = asked(request, "base").value_or("");
        if (base.size() > longest_base)
            return problem(400, "invalid-member", "base",
                           "Expected an address of at most " + std::to_string(longest_base) + " bytes, but got " +
                               std::to_string(base.size()) + '.',
                           "address-too-long");
        entrance_.viewed(request, "fetched receipt", desk.case_no);
        return page(options_.square_code(base + "/#" + desk.case_no + '/' + desk_.receipt_code(desk)), "image/svg+xml");
    });
}

Reply CaseRoutes::notice(const Request& request, const std::string& case_no, const std::string& kind) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        const std::string html =
            http::notice(desk, kind, desk_.check_code(desk, kind), request.by, language_of(request));
        if (html.empty())
            return problem(404, "no-such-notice", "kind",
                           "Expected a notice that there is cause for, as the case's notices list them, but there is "
                           "none of that kind.");
        entrance_.viewed(request, "fetched notice", desk.case_no);
        return page(html, "text/html; charset=utf-8");
    });
}

Reply CaseRoutes::material(const Request& request, const std::string& case_no, const std::string& id) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        if (!visible(desk, request.by).has_paper(id)) return none_handed_in(id);
        entrance_.viewed(request, "fetched " + id, desk.case_no);
        return materials_.download(desk.case_no, id);
    });
}

Reply CaseRoutes::preview(const Request& request, const std::string& case_no, const std::string& id) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        if (!visible(desk, request.by).has_paper(id)) return none_handed_in(id);
        const auto number = asked(request, "page");
        if (number) entrance_.viewed(request, "previewed " + id, desk.case_no);
        return materials_.preview(desk.case_no, id, number);
    });
}

Reply CaseRoutes::clock_days(const Request& request, const std::string& case_no, const std::string& clock) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "viewed", desk.case_no);
        if (!visible(desk, request.by).has_clock(clock)) return no_such_clock(clock);
        const auto rules = desk_.rules();
        const auto days = days_of(desk, clock, rules->calendar_of(*desk.the_case.pack));
        return days ? good(*days, etag_of(*days)) : no_such_clock(clock);
    });
}

Reply CaseRoutes::whole(const Request& request, const std::string& case_no) {
    return looked_at(desk_, request, case_no, [&](const app::CaseOnDesk& desk) {
        entrance_.viewed(request, "viewed", desk.case_no);
        const app::VisibleCase seen = visible(desk, request.by);
        Json json = case_json(seen);
        json["materials"] = materials_.list(seen.case_no, seen.papers, seen.pack->time_zone);
        json["room"] = materials_.room(desk.case_no);
        const std::vector<app::Note> notes = desk_.notes(desk.case_no, request.by);
        const std::vector<app::ResultDelivery> handed = desk_.handed_over(desk);
        const std::map<std::string, std::string> claims = desk_.claims(desk.case_no);
        std::set<std::string> people{seen.manager};
        for (const auto& [path, account] : claims) people.insert(account);
        for (const app::Note& note : notes) people.insert(note.by);
        for (const app::ResultDelivery& one : handed) people.insert(one.by);
        const auto names = entrance_.accounts().names(people);
        json["manager"] = person_of(names, seen.manager);
        for (Json& task : json["tasks"]) {
            const auto claim = claims.find(task["task"].get<std::string>());
            task["assignee"] = claim == claims.end() ? Json(nullptr) : person_of(names, claim->second);
        }
        const auto local = [&zone = seen.pack->time_zone](const std::string& moment) {
            return wire::in_zone(moment, zone);
        };
        json["notes"] = Json::array();
        for (const app::Note& note : notes)
            json["notes"].push_back({{"at", local(note.at)},
                                     {"by", person_of(names, note.by)},
                                     {"text", note.text},
                                     {"department", department_or_null(*seen.pack, note.department)}});
        json["notesFor"] = department_or_null(*seen.pack, notes_of(request.by));
        json["results"] = results_of(desk, seen, handed, names);
        if (!json["results"].empty() && may_deliver(request.by)) json["actions"].push_back("hand-over");
        json["letters"] = letters_json(seen.notices);
        json["notices"] = Json::array();
        for (const casework::NoticeDue& due : seen.notices) json["notices"].push_back(due.notice->id);
        json["alarms"] = Json::array();
        for (const app::RaisedAlarm& alarm : desk_.alarms(desk.case_no))
            if (seen.whole || seen.has_clock(alarm.clock) || seen.has_task(alarm.clock))
                json["alarms"].push_back({{"clock", alarm.clock},
                                          {"kind", alarm.kind},
                                          {"rung", alarm.kind},  // its name before 0.2
                                          {"day", calendar::to_string(alarm.day)},
                                          {"raisedAt", local(alarm.raised_at)},
                                          {"retracted", alarm.retracted}});
        std::vector<app::Move> moves;
        for (app::Move& move : desk_.moves(desk.case_no))
            if (seen.whole || seen.has_clock(move.clock)) moves.push_back(std::move(move));
        if (Json moved = moved_json(moves, desk_.rules()->calendar_of(*seen.pack)); !moved.empty())
            json["movedBy"] = std::move(moved);
        // The version, and a sign for all else that the page shows: lights change by the day, notes without an entry.
        const std::string etag = std::to_string(seen.version) + '.' + etag_of(json).substr(0, 12);
        return good(std::move(json), etag);
    });
}

Json CaseRoutes::results_of(const app::CaseOnDesk& desk, const app::VisibleCase& seen,
                            const std::vector<app::ResultDelivery>& handed,
                            const std::map<std::string, std::string>& names) {
    Json list = Json::array();
    for (const casework::Result& result : desk_.results(desk)) {
        if (!seen.has_task(result.task)) continue;
        Json one{{"task", result.task},
                 {"title", title_of_path(*desk.the_case.process, result.task)},
                 {"outcome", result.outcome},
                 {"outcomeTitle", outcome_done(*desk.the_case.pack, result.outcome)},
                 {"handOver", delivery_json(*desk.the_case.pack, result.outcome)},
                 {"owner", department_json(*desk.the_case.pack, result.owner)},
                 {"given", calendar::to_string(result.given)},
                 {"deliverBy", wire::day_or_null(result.deliver_by)},
                 {"provisional", result.provisional},
                 {"overdue", false},
                 {"handedOver", Json::array()}};
        for (const app::ResultDelivery& entry : handed)
            if (entry.task == result.task)
                one["handedOver"].push_back({{"recipient", entry.recipient},
                                             {"how", entry.how},
                                             {"on", calendar::to_string(entry.on)},
                                             {"by", person_of(names, entry.by)},
                                             {"at", wire::in_zone(entry.at, desk.the_case.pack->time_zone)}});
        one["overdue"] = one["handedOver"].empty() && app::is_overdue(result, desk.view.today);
        list.push_back(std::move(one));
    }
    return list;
}

Reply CaseRoutes::deliver(const Request& request, const std::string& case_no) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, value] : json.items()) {
        if (name != "task" && name != "recipient" && name != "how" && name != "on")
            return problem(422, "unknown-member", name,
                           "Expected only task, recipient, how, on, but got \"" + name + "\".");
        if (!value.is_string())
            return problem(422, "invalid-member", name, "Expected text, but got " + value.dump() + ".", "not-text");
    }
    for (const char* name : {"task", "recipient", "how", "on"})
        if (!json.contains(name)) return problem(422, "missing-member", name, "Expected text, but it is missing.");
    const auto on = calendar::parse_day(json["on"].get_ref<const std::string&>());
    if (!on)
        return problem(422, "invalid-member", "on",
                       "Expected the day it was handed over as YYYY-MM-DD, but got " + json["on"].dump() + ".",
                       "not-a-day");
    const auto idempotency = idempotency_of(request);
    if (const auto* no = std::get_if<Reply>(&idempotency)) return *no;
    return recorded(desk_.deliver(case_no, {json["task"], json["recipient"], json["how"], *on, {}, {}},
                                  std::get<app::Idempotency>(idempotency), request.by));
}

Reply CaseRoutes::claim(const Request& request, const std::string& case_no, const std::string& task) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    for (const auto& [name, value] : std::get<Json>(body).items())
        return problem(422, "unknown-member", name, "Expected no members, but got \"" + name + "\".");
    return recorded(desk_.claim(case_no, task, request.by));
}

Reply CaseRoutes::add_note(const Request& request, const std::string& case_no) {
    const auto text = text_of(request, "text");
    if (const auto* no = std::get_if<Reply>(&text)) return *no;
    const auto idempotency = idempotency_of(request);
    if (const auto* no = std::get_if<Reply>(&idempotency)) return *no;
    return recorded(
        desk_.add_note(case_no, std::get<std::string>(text), std::get<app::Idempotency>(idempotency), request.by));
}

Reply CaseRoutes::assign(const Request& request, const std::string& case_no) {
    const auto to = text_of(request, "to");
    if (const auto* no = std::get_if<Reply>(&to)) return *no;
    return recorded(desk_.assign(case_no, std::get<std::string>(to), request.by));
}

Reply CaseRoutes::enter(const Request& request, const std::string& case_no) {
    return enter_with(request, case_no, Json::object());
}

Reply CaseRoutes::enter_on_task(const Request& request, const std::string& case_no, const std::string& task) {
    return enter_with(request, case_no, {{"task", task}});
}

Reply CaseRoutes::enter_on_clock(const Request& request, const std::string& case_no, const std::string& clock) {
    return enter_with(request, case_no, {{"clock", clock}});
}

Reply CaseRoutes::file_permits(const Request& request, const std::string& case_no) {
    auto act = act_of(request);
    if (auto* no = std::get_if<Reply>(&act)) return *no;
    return recorded(desk_.file_permits(case_no, std::get<app::Act>(act)));
}

Reply CaseRoutes::enter_with(const Request& request, const std::string& case_no, const Json& fixed) {
    auto act = act_of(request);
    if (auto* no = std::get_if<Reply>(&act)) return *no;
    auto body = body_of(request, places_bounds);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    Json json = std::get<Json>(std::move(body));
    for (const auto& [name, value] : fixed.items()) {
        if (json.contains(name))
            return problem(422, "unknown-member", name,
                           "Expected " + name + " in the path only, but the body has it too.");
        json[name] = value;
    }
    auto entry = wire::to_entry(std::string{request.route.substr(request.route.rfind('/') + 1)}, json);
    if (const auto* no = std::get_if<casework::Rejection>(&entry))
        return problem(app::Refusal{app::Why::invalid, *no, std::nullopt});
    return recorded(desk_.enter(case_no, std::get<casework::Entry>(entry), std::get<app::Act>(act)));
}

}  // namespace bandian::http
