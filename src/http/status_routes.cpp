#include "http/status_routes.hpp"

#include "app/source.hpp"
#include "http/entrance.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "wire/json.hpp"

namespace bandian::http {

namespace {

constexpr auto fresh_for = std::chrono::seconds{1};
constexpr std::size_t most_shown = 2'000;
constexpr double wrong_codes_of_a_case = 20;  // in a burst, from anywhere
constexpr double wrong_codes_a_second = 1.0 / 30;

}  // namespace

StatusRoutes::StatusRoutes(app::Desk& desk, MaterialRoutes& materials, const RouteOptions& options)
    : desk_(desk),
      materials_(materials),
      options_(options),
      by_source_(options.status_a_minute, options.status_a_minute / 60.0),
      by_case_(wrong_codes_of_a_case, wrong_codes_a_second) {}

void StatusRoutes::forget(const std::string& case_no) {
    const std::lock_guard lock(mutex_);
    if (case_no.empty()) {
        shown_.clear();
        looking_.clear();  // what they find is of before: nobody new waits for it, and it is not kept
    } else {
        shown_.erase(case_no);
        looking_.erase(case_no);
    }
}

Reply StatusRoutes::answer(const Request& request, const std::vector<std::string>& path) {
    if (const int wait = by_source_.take(app::counted_source(request.source)); wait > 0) return too_many(wait);
    const bool plain = path.size() == 1;
    std::string code = request.receipt_code;
    if (request.method == "POST" && plain) {
        auto body = body_of(request);
        if (auto* no = std::get_if<Reply>(&body)) return *no;
        const Json given = std::get<Json>(body).value("receiptCode", Json(nullptr));
        if (!given.is_string())
            return problem(422, "missing-member", "receiptCode", "Expected text, but it is missing or something else.");
        code = given.get<std::string>();
    } else if (request.method != "GET") {
        return wrong_method(plain ? "GET or POST" : "GET");
    }
    if (path.size() == 3 && path[1] == "notices") {
        // Whoever holds a printed notice sees whether it came from here; nothing else is told.
        const bool genuine = desk_.is_genuine(path[0], path[2], asked(request, "check").value_or(""));
        if (!genuine) {
            if (const int wait = by_case_.take(path[0]); wait > 0) return too_many(wait);
        }
        return good({{"caseNo", path[0]}, {"kind", path[2]}, {"genuine", genuine}});
    }
    const bool feed = path.size() == 2 && path[1] == "feed.ics";
    if (feed && code.empty()) code = asked(request, "code").value_or("");  // a calendar program sends no header
    const std::string& case_no = path[0];
    if (!desk_.may_fit(case_no, code)) {
        if (const int wait = by_case_.take(case_no); wait > 0) return too_many(wait);
    } else if (plain) {
        return shown_or_looked(case_no, code);
    }
    auto found = desk_.look_with_receipt(case_no, code);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    const auto& desk = std::get<app::CaseOnDesk>(found);
    if (feed) return calendar_file(case_no + ".ics", options_.case_feed(desk, language_of(request)));
    if (path.size() == 2 && path[1] == "picture.svg") {
        const std::string svg = options_.case_picture(desk, asked(request, "call").value_or(""), language_of(request));
        return svg.empty() ? absent() : Reply{200, {}, {}, {}, svg, "image/svg+xml"};
    }
    if (path.size() == 2 && path[1] == "picture.json") {
        const Json facts = options_.case_picture_facts(desk, asked(request, "call").value_or(""));
        return facts.is_null() ? absent() : good(facts, etag_of(facts));
    }
    if (path.size() == 4 && path[1] == "clocks" && path[3] == "days") {
        const auto rules = desk_.rules();
        if (auto days = days_of(desk, path[2], rules->calendar_of(*desk.the_case.pack)))
            return good(*days, etag_of(*days));
        return problem(404, "no-such-clock", "clock",
                       "Expected a clock of the case that has started, but there is none with \"" + path[2] + "\".");
    }
    return absent();
}

Reply StatusRoutes::shown_or_looked(const std::string& case_no, const std::string& code) {
    std::unique_lock lock(mutex_);
    if (const auto found = shown_.find(case_no); found != shown_.end() && found->second.code == code &&
                                                 std::chrono::steady_clock::now() - found->second.at < fresh_for)
        return found->second.reply;
    if (const auto found = looking_.find(case_no); found != looking_.end() && found->second->code == code) {
        const std::shared_future<Reply> reply = found->second->reply;
        lock.unlock();
        return reply.get();
    }
    const auto mine = looking_[case_no] = std::make_shared<Looking>(code);
    lock.unlock();
    bool is_right = false;
    try {
        Reply reply = look(case_no, code);
        is_right = reply.status == 200;
        mine->found.set_value(std::move(reply));
    } catch (...) {
        mine->found.set_exception(std::current_exception());
    }
    lock.lock();
    if (const auto found = looking_.find(case_no); found != looking_.end() && found->second == mine) {
        looking_.erase(found);
        if (shown_.size() >= most_shown) shown_.clear();
        if (is_right)
            shown_.insert_or_assign(case_no, Shown{code, mine->reply.get(), std::chrono::steady_clock::now()});
    }
    lock.unlock();
    return mine->reply.get();
}

Reply StatusRoutes::look(const std::string& case_no, const std::string& code) {
    const auto found = desk_.look_with_receipt(case_no, code);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    return status(std::get<app::CaseOnDesk>(found));
}

Reply StatusRoutes::status(const app::CaseOnDesk& desk) {
    Json json = for_applicant(desk);
    json["movedBy"] = moved_json(desk_.moves(desk.case_no), desk_.rules()->calendar_of(*desk.the_case.pack));
    json["materials"] = Json::array();
    for (const Json& one : materials_.list(desk))
        json["materials"].push_back({{"id", one["id"]},
                                     {"zh", one["zh"]},
                                     {"en", one["en"]},
                                     {"have", !one["file"].is_null() || !one["received"].is_null()},
                                     {"asked", one["asked"]}});
    // Without the receipt code, which the answer never holds.
    json["feed"] = options_.public_url.empty()
                       ? Json(nullptr)
                       : Json(options_.public_url + "/api/v1/status/" + desk.case_no + "/feed.ics");
    const std::string etag = etag_of(json);
    // As text, so that it is made once.
    return {200, {}, etag, {}, json.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json"};
}

}  // namespace bandian::http
