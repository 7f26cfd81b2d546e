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

std::optional<Reply> StatusRoutes::too_often(const Request& request) {
    const int wait = by_source_.take(app::counted_source(request.source));
    return wait > 0 ? std::optional{too_many(wait)} : std::nullopt;
}

Reply StatusRoutes::show(const Request& request, const std::string& case_no) {
    if (auto no = too_often(request)) return *no;
    return show_to(case_no, request.receipt_code);
}

Reply StatusRoutes::show_by_code(const Request& request, const std::string& case_no) {
    if (auto no = too_often(request)) return *no;
    auto body = body_of(request);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json given = std::get<Json>(body).value("receiptCode", Json(nullptr));
    if (!given.is_string())
        return problem(422, "missing-member", "receiptCode", "Expected text, but it is missing or something else.");
    return show_to(case_no, given.get<std::string>());
}

Reply StatusRoutes::show_to(const std::string& case_no, const std::string& code) {
    if (desk_.may_fit(case_no, code)) return shown_or_looked(case_no, code);
    const int wait = by_case_.take(case_no);
    return wait > 0 ? too_many(wait) : look(case_no, code);
}

/// What `use` answers of the case, when the code is its own.
template <class Use>
Reply StatusRoutes::looked_at(const Request& request, const std::string& case_no, const std::string& code, Use use) {
    if (auto no = too_often(request)) return *no;
    if (!desk_.may_fit(case_no, code))
        if (const int wait = by_case_.take(case_no); wait > 0) return too_many(wait);
    const auto found = desk_.look_with_receipt(case_no, code);
    if (const auto* no = std::get_if<app::Refusal>(&found)) return problem(*no);
    return use(std::get<app::CaseOnDesk>(found));
}

Reply StatusRoutes::feed(const Request& request, const std::string& case_no) {
    // A calendar program sends no header.
    const std::string code = request.receipt_code.empty() ? asked(request, "code").value_or("") : request.receipt_code;
    return looked_at(request, case_no, code, [&](const app::CaseOnDesk& desk) {
        return calendar_file(case_no + ".ics", options_.case_feed(desk, language_of(request)));
    });
}

Reply StatusRoutes::picture(const Request& request, const std::string& case_no) {
    return looked_at(request, case_no, request.receipt_code, [&](const app::CaseOnDesk& desk) {
        const std::string svg =
            options_.case_picture(desk.the_case, desk.view, asked(request, "call").value_or(""), language_of(request));
        return svg.empty() ? absent() : Reply{200, {}, {}, {}, svg, "image/svg+xml"};
    });
}

Reply StatusRoutes::picture_facts(const Request& request, const std::string& case_no) {
    return looked_at(request, case_no, request.receipt_code, [&](const app::CaseOnDesk& desk) {
        const Json facts = options_.case_picture_facts(desk.the_case, desk.view, asked(request, "call").value_or(""));
        return facts.is_null() ? absent() : good(facts, etag_of(facts));
    });
}

Reply StatusRoutes::clock_days(const Request& request, const std::string& case_no, const std::string& clock) {
    return looked_at(request, case_no, request.receipt_code, [&](const app::CaseOnDesk& desk) {
        const auto rules = desk_.rules();
        const auto days = days_of(desk, clock, rules->calendar_of(*desk.the_case.pack));
        return days ? good(*days, etag_of(*days)) : no_such_clock(clock);
    });
}

/// Whoever holds a printed notice sees whether it came from here; nothing else is told.
Reply StatusRoutes::is_genuine(const Request& request, const std::string& case_no, const std::string& kind) {
    if (auto no = too_often(request)) return *no;
    const bool genuine = desk_.is_genuine(case_no, kind, asked(request, "check").value_or(""));
    if (!genuine)
        if (const int wait = by_case_.take(case_no); wait > 0) return too_many(wait);
    return good({{"caseNo", case_no}, {"kind", kind}, {"genuine", genuine}});
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
    for (const Json& one : materials_.list(desk.case_no, papers_of(desk), desk.the_case.pack->time_zone))
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
