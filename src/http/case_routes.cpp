#include "http/case_routes.hpp"

#include "http/board_routes.hpp"
#include "http/notice.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

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

/// In a picture an officer sees how her own steps and permits stand, and the others as they are drawn.
app::CaseOnDesk shown_to(const app::Actor& actor, app::CaseOnDesk desk) {
    if (!is_narrow(actor)) return desk;
    std::erase_if(desk.view.tasks, [&](const casework::TaskView& task) { return !actor.of(task.owner); });
    std::erase_if(desk.view.calls, [&](const casework::CallInstance& call) {
        return std::none_of(desk.view.tasks.begin(), desk.view.tasks.end(),
                            [&](const casework::TaskView& task) { return task.call == call.path; });
    });
    return desk;
}

}  // namespace

Reply CaseRoutes::answer(const Request& request, const std::vector<std::string>& path) {
    const std::string& last = path.back();
    if (path.size() == 2 && last == "notes" && request.method == "POST") return arrange(request, path);
    if (path.size() == 2 && last == "hand")
        return request.method == "POST" ? arrange(request, path) : wrong_method("POST");
    if (path.size() == 4 && path[1] == "tasks" && last == "claim")
        return request.method == "POST" ? arrange(request, path) : wrong_method("POST");
    if (path.size() == 2 && last == "hand-over")
        return request.method == "POST" ? deliver(request, path[0]) : wrong_method("POST");
    const bool on_task =
        path.size() == 4 && path[1] == "tasks" && (last == "complete" || last == "hold" || last == "resume");
    const bool on_clock = path.size() == 4 && path[1] == "clocks" && last == "extend";
    const bool on_case =
        path.size() == 2 && (last == "amend" || last == "void" || last == "withdraw" || last == "file-permits");
    if (!on_task && !on_clock && !on_case)
        return request.method == "GET"                      ? look(request, path)
               : path.size() <= 2 || path[1] == "materials" ? wrong_method("GET")
                                                            : absent();
    if (request.method != "POST") return wrong_method("POST");
    Json fixed = Json::object();
    if (on_task) fixed["task"] = path[2];
    if (on_clock) fixed["clock"] = path[2];
    return enter(request, path[0], last, fixed);
}

Reply CaseRoutes::look(const Request& request, const std::vector<std::string>& path) {
    if (path.size() == 2 && path[1].rfind("receipt", 0) == 0 && !may_see_receipt(request.by)) return absent();
    auto found = desk_.look(path[0], request.by);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    const auto& desk = std::get<app::CaseOnDesk>(found);
    if (path.size() == 1) return whole(request, desk);
    const std::string& what = path[1];
    if (path.size() == 2 && what == "events") {
        entrance_.viewed(request, "viewed entries", desk.case_no);
        Json json = events_of(desk, request.by);
        std::set<std::string> people;
        for (const Json& event : json["events"]) people.insert(event["by"].get<std::string>());
        const auto names = entrance_.accounts().names(people);
        for (Json& event : json["events"]) event["by"] = person_of(names, event["by"].get<std::string>());
        return good(std::move(json), std::to_string(desk.the_case.version()));
    }
    if (path.size() == 2 && what == "picture.svg") {
        entrance_.viewed(request, "viewed", desk.case_no);
        const std::string svg = options_.case_picture(shown_to(request.by, desk), asked(request, "call").value_or(""),
                                                      language_of(request));
        return svg.empty() ? absent() : page(svg, "image/svg+xml");
    }
    if (path.size() == 2 && what == "picture.json") {
        entrance_.viewed(request, "viewed", desk.case_no);
        const Json facts = options_.case_picture_facts(shown_to(request.by, desk), asked(request, "call").value_or(""));
        return facts.is_null() ? absent() : good(facts, etag_of(facts));
    }
    if (path.size() == 2 && what == "receipt.svg") {
        const std::string base = asked(request, "base").value_or("");
        if (base.size() > longest_base)
            return problem(400, "invalid-member", "base",
                           "Expected an address of at most " + std::to_string(longest_base) + " bytes, but got " +
                               std::to_string(base.size()) + '.',
                           "address-too-long");
        entrance_.viewed(request, "fetched receipt", desk.case_no);
        return page(options_.square_code(base + "/#" + desk.case_no + '/' + desk_.receipt_code(desk)), "image/svg+xml");
    }
    if (path.size() == 2 && what == "receipt") {
        entrance_.viewed(request, "fetched receipt", desk.case_no);
        return good({{"caseNo", desk.case_no}, {"receiptCode", desk_.receipt_code(desk)}});
    }
    if (path.size() == 3 && what == "notices") {
        const std::string html =
            notice(desk, path[2], desk_.check_code(desk, path[2]), request.by, language_of(request));
        if (!html.empty()) entrance_.viewed(request, "fetched notice", desk.case_no);
        return html.empty() ? problem(404, "no-such-notice", "kind",
                                      "Expected a notice that there is cause for, as the case's notices list them, but "
                                      "there is none of that kind.")
                            : page(html, "text/html; charset=utf-8");
    }
    if (path.size() == 3 && what == "materials") {
        if (!is_his(desk, request.by, "materials", path[2]))
            return problem(404, "no-such-material", "id",
                           "Expected a material that has been handed in, but there is none with \"" + path[2] + "\".");
        entrance_.viewed(request, "fetched " + path[2], desk.case_no);
        return materials_.download(desk.case_no, path[2]);
    }
    if (path.size() == 4 && what == "materials" && path[3] == "preview") {
        if (!is_his(desk, request.by, "materials", path[2]))
            return problem(404, "no-such-material", "id",
                           "Expected a material that has been handed in, but there is none with \"" + path[2] + "\".");
        const auto page = asked(request, "page");
        if (page) entrance_.viewed(request, "previewed " + path[2], desk.case_no);
        return materials_.preview(desk.case_no, path[2], page);
    }
    if (path.size() == 4 && what == "clocks" && path[3] == "days") {
        entrance_.viewed(request, "viewed", desk.case_no);
        const auto rules = desk_.rules();
        if (is_his(desk, request.by, "clocks", path[2]))
            if (auto days = days_of(desk, path[2], rules->calendar_of(*desk.the_case.pack)))
                return good(*days, etag_of(*days));
        return problem(404, "no-such-clock", "clock",
                       "Expected a clock of the case that has started, but there is none with \"" + path[2] + "\".");
    }
    return absent();
}

Reply CaseRoutes::whole(const Request& request, const app::CaseOnDesk& desk) {
    entrance_.viewed(request, "viewed", desk.case_no);
    Json json = for_staff(desk, request.by);
    json["materials"] = materials_.list(desk);
    json["room"] = materials_.room(desk.case_no);
    const bool narrow = is_narrow(request.by);
    if (narrow)
        std::erase_if(json["materials"].get_ref<Json::array_t&>(),
                      [&](const Json& one) { return !lies_in(json, "materials", one["id"].get<std::string>()); });
    const std::vector<app::Note> notes = desk_.notes(desk.case_no, request.by);
    const std::vector<app::ResultDelivery> handed = desk_.handed_over(desk);
    const std::map<std::string, std::string> claims = desk_.claims(desk.case_no);
    std::set<std::string> people{desk.manager};
    for (const auto& [path, account] : claims) people.insert(account);
    for (const app::Note& note : notes) people.insert(note.by);
    for (const app::ResultDelivery& one : handed) people.insert(one.by);
    const auto names = entrance_.accounts().names(people);
    json["manager"] = person_of(names, desk.manager);
    for (Json& task : json["tasks"]) {
        const auto claim = claims.find(task["task"].get<std::string>());
        task["assignee"] = claim == claims.end() ? Json(nullptr) : person_of(names, claim->second);
    }
    const auto local = [&zone = desk.the_case.pack->time_zone](const std::string& moment) {
        return wire::in_zone(moment, zone);
    };
    json["notes"] = Json::array();
    for (const app::Note& note : notes)
        json["notes"].push_back({{"at", local(note.at)},
                                 {"by", person_of(names, note.by)},
                                 {"text", note.text},
                                 {"department", department_or_null(*desk.the_case.pack, note.department)}});
    json["notesFor"] = department_or_null(*desk.the_case.pack, notes_of(request.by));
    json["results"] = results_of(request, desk, handed, names);
    if (!json["results"].empty() && may_deliver(request.by)) json["actions"].push_back("hand-over");
    json["letters"] = notices_of(desk, request.by);
    json["notices"] = Json::array();
    for (const Json& letter : json["letters"]) json["notices"].push_back(letter["id"]);
    json["alarms"] = Json::array();
    for (const app::RaisedAlarm& alarm : desk_.alarms(desk.case_no))
        if (!narrow || lies_in(json, "clocks", alarm.clock) || lies_in(json, "tasks", alarm.clock))
            json["alarms"].push_back({{"clock", alarm.clock},
                                      {"kind", alarm.kind},
                                      {"rung", alarm.kind},  // its name before 0.2
                                      {"day", calendar::to_string(alarm.day)},
                                      {"raisedAt", local(alarm.raised_at)},
                                      {"retracted", alarm.retracted}});
    std::vector<app::Move> moves = desk_.moves(desk.case_no);
    std::erase_if(moves, [&](const app::Move& move) { return narrow && !lies_in(json, "clocks", move.clock); });
    if (Json moved = moved_json(moves, desk_.rules()->calendar_of(*desk.the_case.pack)); !moved.empty())
        json["movedBy"] = std::move(moved);
    // The version, and a sign for all else that the page shows: lights change by the day, notes without an entry.
    const std::string etag = std::to_string(desk.the_case.version()) + '.' + etag_of(json).substr(0, 12);
    return good(std::move(json), etag);
}

Json CaseRoutes::results_of(const Request& request, const app::CaseOnDesk& desk,
                            const std::vector<app::ResultDelivery>& handed,
                            const std::map<std::string, std::string>& names) {
    Json list = Json::array();
    for (const casework::Result& result : desk_.results(desk)) {
        if (is_narrow(request.by) && !request.by.of(result.owner)) continue;
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
        one["overdue"] = one["handedOver"].empty() && result.deliver_by && *result.deliver_by < desk.view.today;
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

Reply CaseRoutes::arrange(const Request& request, const std::vector<std::string>& path) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    const char* member = path[1] == "notes" ? "text" : path[1] == "hand" ? "to" : nullptr;
    for (const auto& [name, value] : json.items())
        if (!member || name != member)
            return problem(422, "unknown-member", name,
                           std::string{"Expected "} + (member ? std::string{"only "} + member : "no members") +
                               ", but got \"" + name + "\".");
    if (!member) return recorded(desk_.claim(path[0], path[2], request.by));
    if (!json.contains(member) || !json[member].is_string())
        return problem(422, "missing-member", member, "Expected text, but it is missing or something else.");
    const std::string value = json[member];
    const auto idempotency = idempotency_of(request);
    if (const auto* no = std::get_if<Reply>(&idempotency)) return *no;
    const auto outcome = path[1] == "notes"
                             ? desk_.add_note(path[0], value, std::get<app::Idempotency>(idempotency), request.by)
                             : desk_.assign(path[0], value, request.by);
    return recorded(outcome);
}

Reply CaseRoutes::enter(const Request& request, const std::string& case_no, const std::string& verb,
                        const Json& fixed) {
    const auto version = version_of(request);
    if (const auto* no = std::get_if<Reply>(&version)) return *no;
    auto idempotency = idempotency_of(request);
    if (auto* no = std::get_if<Reply>(&idempotency)) return *no;
    const app::Act act{std::get<int>(version), std::get<app::Idempotency>(idempotency), request.by};
    app::Outcome<app::Recorded> outcome = app::Refusal{};
    if (verb == "file-permits") {
        outcome = desk_.file_permits(case_no, act);
    } else {
        auto body = body_of(request, places_bounds);
        if (auto* no = std::get_if<Reply>(&body)) return *no;
        Json json = std::get<Json>(std::move(body));
        for (const auto& [name, value] : fixed.items()) {
            if (json.contains(name))
                return problem(422, "unknown-member", name,
                               "Expected " + name + " in the path only, but the body has it too.");
            json[name] = value;
        }
        auto entry = wire::to_entry(verb, json);
        if (const auto* no = std::get_if<casework::Rejection>(&entry))
            return problem(app::Refusal{app::Why::invalid, *no, std::nullopt});
        outcome = desk_.enter(case_no, std::get<casework::Entry>(entry), act);
    }
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
    const auto& done = std::get<app::Recorded>(outcome);
    return {200, {{"caseNo", done.case_no}, {"version", done.version}}, std::to_string(done.version), {}, {}, {}};
}

}  // namespace bandian::http
