#include "http/routes.hpp"

#include "http/presentation.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <sodium.h>

#include <charconv>
#include <cstdio>

namespace bandian::http {

namespace {

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

using calendar::to_string;

/// Valid UTF-8 without NUL: what JSON and PostgreSQL can hold.
bool readable(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80 ? 1 : byte >= 0xC2 && byte < 0xE0 ? 2 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
        if (byte == 0 || length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        if (byte == 0xED && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return false;  // a surrogate
        i += length;
    }
    return true;
}

std::optional<Reply> unreadable(const Request& request) {
    const auto no = [](const std::string& field) { return problem(400, "malformed-text", field, "Expected UTF-8 without NUL, but got other bytes."); };
    if (!readable(request.path)) return no("path");
    for (const auto& [name, value] : request.query)
        if (!readable(name) || !readable(value)) return no(readable(name) ? name : "query");
    if (!readable(request.idempotency_key)) return no("Idempotency-Key");
    if (!readable(request.receipt_code)) return no("X-Receipt-Code");
    if (!readable(request.if_match)) return no("If-Match");
    if (!readable(request.body)) return no("body");
    return std::nullopt;
}

std::string digest_of(const Request& request) {
    const std::string whole = request.method + ' ' + request.path + '\n' + request.body;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(whole.data()), whole.size());
    char hex[sizeof hash * 2 + 1];
    return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

std::variant<Json, Reply> body_of(const Request& request) {
    if (request.content_type.rfind("application/json", 0) != 0)
        return problem(415, "wrong-type", "Content-Type", "Expected application/json, but got \"" + request.content_type + "\".");
    auto parsed = wire::parse_json(request.body);
    if (const auto* fault = std::get_if<std::string>(&parsed)) return problem(400, "malformed-json", "body", *fault);
    if (!std::get<Json>(parsed).is_object()) return problem(400, "malformed-json", "body", "Expected a JSON object, but got something else.");
    return std::get<Json>(std::move(parsed));
}

std::variant<app::Idempotency, Reply> idempotency_of(const Request& request) {
    if (request.idempotency_key.empty()) return app::Idempotency{};
    if (request.idempotency_key.size() > 200) return problem(400, "invalid-member", "Idempotency-Key", "Expected at most 200 bytes, but got more.");
    return app::Idempotency{request.idempotency_key, digest_of(request)};
}

/// The version in If-Match: "7".
std::variant<int, Reply> version_of(const Request& request) {
    std::string_view text = request.if_match;
    if (text.empty()) return problem(428, "version-required", "If-Match", "Expected If-Match with the version of the case you have seen, but it is missing.");
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    int version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size() || version < 1)
        return problem(400, "invalid-member", "If-Match", "Expected a version such as \"3\", but got " + request.if_match + ".");
    return version;
}

template <class Members>
std::optional<Reply> unknown_member(const Json& json, const Members& known) {
    for (const auto& [name, value] : json.items()) {
        bool found = false;
        std::string list;
        for (const char* one : known) {
            found |= name == one;
            list += (list.empty() ? "" : ", ") + std::string{one};
        }
        if (!found) return problem(422, "unknown-member", name, "Expected only " + list + ", but got \"" + name + "\".");
    }
    return std::nullopt;
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
        if (found == json->end()) { good = false; break; }
        const std::string member{name};
        if (member == "due") good = found->is_null() || (found->is_string() && calendar::parse_day(found->get_ref<const std::string&>()));
        else if (member == "at") good = found->is_string() && wire::parse_instant(found->get_ref<const std::string&>());
        else good = found->is_string();
    }
    if (good) return std::nullopt;
    return problem(400, "invalid-member", "cursor", "Expected a cursor as the last page gave it, but got something else.");
}

Json page_of(Json rows, const std::optional<std::string>& next) { return {{"items", std::move(rows)}, {"next", next ? Json(*next) : Json(nullptr)}}; }

/// What `use` answers; faults become 503, bugs 500.
template <class Use>
Reply guarded(const Request& request, Use use) {
    try {
        if (auto no = unreadable(request)) return *no;
        return use();
    } catch (const app::Fault& fault) {
        std::fprintf(stderr, "fault: %s\n", fault.what());
        const bool in_doubt = fault.in_doubt && request.method != "GET";
        Reply reply = problem(503, in_doubt ? "in-doubt" : "record-unreachable", "",
                              in_doubt ? "The connection to the record was lost: look at the case before you try again, or send the same Idempotency-Key."
                                       : "The record cannot be reached at the moment: nothing was changed, try again.");
        reply.retry_after = 2;
        return reply;
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "bug: %s %s: %s\n", request.method.c_str(), request.path.c_str(), bug.what());
        return problem(500, "bug", "", "Something went wrong here. It has been noted.");
    }
}

/// Keeps what a part of an upload throws from the one who hands the bytes over.
class GuardedUpload : public Upload {
public:
    GuardedUpload(std::unique_ptr<Upload> inner, Request request) : inner_(std::move(inner)), request_(std::move(request)) {}

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

Reply Routes::answer(const Request& request) {
    return guarded(request, [&] { return route(request, split(request.path)); });
}

std::unique_ptr<Upload> Routes::take(const Request& request, std::optional<Reply>& refused) {
    const std::vector<std::string> path = split(request.path);
    const bool material = request.method == "PUT" && path.size() == 6 && path[0] == "api" && path[1] == "v1" && path[2] == "cases" && path[4] == "materials";
    if (!material) return nullptr;
    std::unique_ptr<Upload> upload;
    const Reply reply = guarded(request, [&]() -> Reply {
        if (auto no = staff_only(request, options_.staff_allowed)) return *no;
        std::optional<Reply> no;
        upload = materials_.take(request, path[3], path[5], no);
        return no.value_or(Reply{});
    });
    if (!upload) {
        refused = reply;
        return nullptr;
    }
    return std::make_unique<GuardedUpload>(std::move(upload), request);
}

Reply Routes::route(const Request& request, const std::vector<std::string>& path) {
    if (path.size() == 1 && path[0] == "healthz") return {200, {{"status", "ok"}}, {}, {}, {}, {}};
    if (path.size() == 1 && path[0] == "readyz")
        return options_.ready() ? Reply{200, {{"status", "ready"}}, {}, {}, {}, {}} : problem(503, "record-unreachable", "", "The record cannot be reached.");
    if (path.size() < 3 || path[0] != "api" || path[1] != "v1") return absent();
    const std::string& what = path[2];
    if (what == "status" && path.size() == 4) return status(request, path[3]);
    if (what == "calendar" && path.size() == 4) return calendar_.answer(request, path[3]);
    if (what == "demo" && path.size() == 3) return options_.demo && options_.staff_allowed ? Reply{200, options_.demo(), {}, {}, {}, {}} : Reply{204, {}, {}, {}, {}, {}};
    if (what == "test-clock" && path.size() == 3 && options_.set_clock) return set_test_clock(request);
    if (what != "cases" && what != "tasks") return absent();
    if (auto no = staff_only(request, options_.staff_allowed)) return *no;
    if (what == "tasks") return path.size() != 3 ? absent() : request.method == "GET" ? list_tasks(request) : wrong_method("GET");
    if (path.size() == 3) return request.method == "POST" ? open_case(request) : request.method == "GET" ? list_cases(request) : wrong_method("GET or POST");
    return case_route(request, path);
}

Reply Routes::case_route(const Request& request, const std::vector<std::string>& path) {
    const std::string& case_no = path[3];
    if (path.size() == 4 || (path.size() == 5 && path[4] == "events")) {
        if (request.method != "GET") return wrong_method("GET");
        auto found = desk_.look(case_no);
        if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
        const auto& desk = std::get<app::CaseOnDesk>(found);
        if (path.size() == 4) {
            Json json = for_staff(desk);
            json["materials"] = materials_.list(desk);
            json["alarms"] = Json::array();
            for (const app::RaisedAlarm& alarm : desk_.alarms(case_no))
                json["alarms"].push_back({{"clock", alarm.clock}, {"rung", alarm.rung}, {"day", calendar::to_string(alarm.day)}, {"raisedAt", alarm.raised_at}, {"retracted", alarm.retracted}});
            for (const app::Move& move : desk_.moves(case_no))
                json["movedBy"].push_back({{"edition", move.edition}, {"clock", move.clock}, {"from", wire::day_or_null(move.before)}, {"to", wire::day_or_null(move.after)}});
            return {200, std::move(json), std::to_string(desk.the_case.version()), {}, {}, {}};
        }
        return {200, events_of(desk), std::to_string(desk.the_case.version()), {}, {}, {}};
    }
    if (path.size() == 6 && path[4] == "materials") return request.method == "GET" ? materials_.hand_out(case_no, path[5]) : wrong_method("GET or PUT");
    const std::string& last = path.back();
    const bool on_task = path.size() == 7 && path[4] == "tasks" && (last == "complete" || last == "hold" || last == "resume");
    const bool on_clock = path.size() == 7 && path[4] == "clocks" && last == "extend";
    const bool on_case = path.size() == 5 && (last == "amend" || last == "void" || last == "withdraw" || last == "file-permits");
    if (!on_task && !on_clock && !on_case) return absent();
    if (request.method != "POST") return wrong_method("POST");
    Json fixed = Json::object();
    if (on_task) fixed["task"] = path[5];
    if (on_clock) fixed["clock"] = path[5];
    return enter(request, case_no, last, fixed);
}

Reply Routes::open_case(const Request& request) {
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    if (auto no = unknown_member(json, std::initializer_list<const char*>{"pack", "process", "applicant", "site", "attributes", "materials"})) return *no;
    auto idempotency = idempotency_of(request);
    if (auto* no = std::get_if<Reply>(&idempotency)) return *no;
    Json submit{{"process", json.value("process", Json(nullptr))}};
    if (json.contains("attributes")) submit["attributes"] = json["attributes"];
    auto entry = wire::to_entry("submit", submit);
    if (const auto* no = std::get_if<casework::Rejection>(&entry)) return problem(app::Refusal{422, *no, std::nullopt});
    if (json.contains("materials") && !json["materials"].is_array()) return problem(422, "invalid-member", "materials", "Expected a list of material ids, but got something else.");
    const auto& submission = std::get<casework::Submit>(std::get<casework::Entry>(entry));
    const Json pack = json.value("pack", Json(""));
    if (!pack.is_string()) return problem(422, "invalid-member", "pack", "Expected text, but got " + pack.dump() + ".");
    auto opened = desk_.open({pack.get<std::string>(), submission.process, submission.attributes, json.value("applicant", Json(nullptr)), json.value("site", Json(nullptr)), std::get<app::Idempotency>(idempotency), request.by});
    if (const auto* no = std::get_if<app::Refusal>(&opened)) return problem(*no);
    const auto& done = std::get<app::Opened>(opened);
    return {201, {{"caseNo", done.case_no}, {"receiptCode", done.receipt_code}, {"version", done.version}}, std::to_string(done.version), "/api/v1/cases/" + done.case_no, {}, {}};
}

Reply Routes::enter(const Request& request, const std::string& case_no, const std::string& verb, const Json& fixed) {
    const auto version = version_of(request);
    if (const auto* no = std::get_if<Reply>(&version)) return *no;
    auto idempotency = idempotency_of(request);
    if (auto* no = std::get_if<Reply>(&idempotency)) return *no;
    const app::Act act{std::get<int>(version), std::get<app::Idempotency>(idempotency), request.by};
    app::Outcome<app::Recorded> outcome = app::Refusal{};
    if (verb == "file-permits") {
        outcome = desk_.file_permits(case_no, act);
    } else {
        auto body = body_of(request);
        if (auto* no = std::get_if<Reply>(&body)) return *no;
        Json json = std::get<Json>(std::move(body));
        for (const auto& [name, value] : fixed.items()) {
            if (json.contains(name)) return problem(422, "unknown-member", name, "Expected " + name + " in the path only, but the body has it too.");
            json[name] = value;
        }
        auto entry = wire::to_entry(verb, json);
        if (const auto* no = std::get_if<casework::Rejection>(&entry)) return problem(app::Refusal{422, *no, std::nullopt});
        outcome = desk_.enter(case_no, std::get<casework::Entry>(entry), act);
    }
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
    const auto& done = std::get<app::Recorded>(outcome);
    return {200, {{"caseNo", done.case_no}, {"version", done.version}}, std::to_string(done.version), {}, {}, {}};
}

Reply Routes::list_cases(const Request& request) {
    app::CasesQuery query{asked(request, "state"), asked(request, "cursor"), 50};
    if (auto no = bad_cursor(query.cursor, {"at", "caseNo"})) return *no;
    const auto page = desk_.cases(query);
    Json rows = Json::array();
    for (const app::CaseRow& row : page.rows)
        rows.push_back({{"caseNo", row.case_no}, {"process", row.process}, {"state", row.state}, {"version", row.version}, {"submittedAt", row.submitted_at}});
    return {200, page_of(std::move(rows), page.next), {}, {}, {}, {}};
}

Reply Routes::list_tasks(const Request& request) {
    app::WorklistQuery query{asked(request, "owner"), asked(request, "light"), asked(request, "cursor"), 50};
    if (query.light && *query.light != "green" && *query.light != "yellow" && *query.light != "red" && *query.light != "paused")
        return problem(400, "invalid-member", "light", "Expected green, yellow, red or paused, but got \"" + *query.light + "\".");
    if (auto no = bad_cursor(query.cursor, {"due", "caseNo", "path"})) return *no;
    const auto page = desk_.worklist(query);
    Json rows = Json::array();
    for (const app::WorklistRow& row : page.rows)
        rows.push_back({{"caseNo", row.case_no}, {"process", row.process}, {"task", row.task.path}, {"owner", row.task.owner}, {"state", word(row.task.state)},
                        {"since", calendar::to_string(row.task.since)}, {"due", wire::day_or_null(row.task.due)}, {"provisional", row.task.provisional}, {"light", row.light}});
    // Worked out under a calendar that has just changed: said, not passed off as new.
    for (std::size_t i = 0; i < page.rows.size(); ++i) if (page.rows[i].outdated) rows[i]["beingWorkedOutAgain"] = true;
    return {200, page_of(std::move(rows), page.next), {}, {}, {}, {}};
}

Reply Routes::status(const Request& request, const std::string& case_no) {
    std::string code = request.receipt_code;
    if (request.method == "POST") {
        auto body = body_of(request);
        if (auto* no = std::get_if<Reply>(&body)) return *no;
        const Json given = std::get<Json>(body).value("receiptCode", Json(nullptr));
        if (!given.is_string()) return problem(422, "missing-member", "receiptCode", "Expected text, but it is missing or something else.");
        code = given.get<std::string>();
    } else if (request.method != "GET") {
        return wrong_method("GET or POST");
    }
    auto found = desk_.look_with_receipt(case_no, code);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    const auto& desk = std::get<app::CaseOnDesk>(found);
    return {200, for_applicant(desk), std::to_string(desk.the_case.version()) + '-' + std::to_string(desk.calendar_revision) + '-' + calendar::to_string(desk.view.today), {}, {}, {}};
}

Reply Routes::set_test_clock(const Request& request) {
    if (auto no = staff_only(request, options_.staff_allowed)) return *no;
    if (request.method != "PUT") return wrong_method("PUT");
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json now = std::get<Json>(body).value("now", Json(nullptr));
    const auto instant = now.is_string() ? wire::parse_instant(now.get_ref<const std::string&>()) : std::nullopt;
    if (!instant) return problem(422, "invalid-member", "now", "Expected a moment as YYYY-MM-DDThh:mm+hh:mm, but got " + now.dump() + ".");
    options_.set_clock(*instant);
    return {200, {{"now", now}}, {}, {}, {}, {}};
}

}  // namespace bandian::http
