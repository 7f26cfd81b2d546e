#include "http/routes.hpp"

#include <cstdio>

namespace bandian::http {

namespace {

constexpr std::size_t most_of_a_stranger = 64 << 10;  // bytes of a body: what anybody may send, anybody may send often
constexpr std::size_t most_of_somebody = 1 << 20;
constexpr std::string_view a_case = "/api/v1/cases/{caseNo}";

/// Of a route that is about one; empty: it is about none.
std::string case_of(const Request& request) {
    return request.route.rfind(a_case, 0) == 0 ? request.parts.front() : std::string{};
}

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

Reply beyond_token(app::Leave wanted, const app::Actor& actor) {
    return problem(403, "token-scope", "Authorization",
                   "Expected a token with the scope " + std::string{word(wanted)} + ", but this one has " +
                       app::to_text(*actor.leave) + " alone.");
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

/// Why he comes no further than to the door.
std::optional<Reply> not_for(const app::Actor& by, const Match& match) {
    if (match.methods.empty()) return absent();
    if (!match.route) return wrong_method(match.methods);
    const Who& who = match.route->who;
    if (who.leave && !is_for(by, *who.leave)) return beyond_token(*who.leave, by);
    if (who.signed_in && by.roles.empty()) return not_signed_in();
    return std::nullopt;
}

}  // namespace

Admission Routes::admit(Request& request) {
    Match match = find_route(request.method, request.path);
    request.route = match.path;
    request.parts = std::move(match.parts);
    request.answered_by = match.route;
    Admission admission;
    Reply reply = guarded(request, [&]() -> Reply {
        std::optional<Reply> no = entrance_.recognise(request);
        const bool known = !request.by.roles.empty();
        admission.most = known ? most_of_somebody : most_of_a_stranger;
        if (!no) no = not_for(request.by, match);
        if (!no && !match.route->answer) {
            if (auto upload = materials_.take(request, request.parts.at(0), request.parts.at(1), no))
                admission.upload = std::make_unique<GuardedUpload>(std::move(upload), request);
        }
        if (no) entrance_.note_denial(request, *no, case_of(request));
        return no.value_or(Reply{});
    });
    if (reply.status != 200) admission.refusal = std::move(reply);
    return admission;
}

Reply Routes::answer(const Request& request) {
    return guarded(request, [&] {
        Reply reply = request.answered_by->answer(rooms_, request);
        const std::string case_no = case_of(request);
        if (request.method != "GET" && !case_no.empty()) status_.forget(case_no);
        entrance_.note_denial(request, reply, case_no);
        return reply;
    });
}

void Routes::note(const Request& request, const Reply& reply, double seconds) {
    metrics_.count(request, reply, seconds);
    if (options_.log) options_.log(request, reply, seconds);
}

}  // namespace bandian::http
