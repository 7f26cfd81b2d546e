#pragma once
// Who asks: the cookie of a browser or the token of a program, and signing in and out.

#include "app/accounts.hpp"
#include "http/reply.hpp"
#include "wire/json.hpp"

namespace bandian::http {

class Entrance {
public:
    Entrance(app::Accounts& accounts, app::Tracer& tracer, app::Desk& desk)
        : accounts_(accounts), tracer_(tracer), desk_(desk) {}

    /// Fills in `request.by` when somebody is signed in. A reply: why it may not go on (a page of another site acts
    /// through somebody's browser).
    std::optional<Reply> recognise(Request& request);
    Reply session(const Request& request);
    Reply sign_in(const Request& request);
    Reply sign_out(const Request& request);
    Reply password(const Request& request);
    Reply sessions(const Request& request);
    Reply end_others(const Request& request);
    Reply end_session(const Request& request, const std::string& id);
    Reply name_deputy(const Request& request);
    Reply end_deputy(const Request& request);
    void viewed(const Request& request, const std::string& what, const std::string& case_no) {
        tracer_.viewed(request.by, what, case_no);
    }
    /// A list that was asked for, perhaps for words in it.
    void listed(const Request& request, const std::string& what, const std::optional<std::string>& words);
    /// Leaves a trace when somebody signed in has been answered that it is not his, or that there is no such thing.
    void note_denial(const Request& request, const Reply& reply, const std::string& case_no);

    const app::Accounts& accounts() const { return accounts_; }

private:
    Json seen(const app::Actor& actor) const;
    Json deputy_of(const std::string& name) const;

    app::Accounts& accounts_;
    app::Tracer& tracer_;
    app::Desk& desk_;
};

/// What the JSON of a body may come to: an entry with its lists, or an application with up to a hundred places of each
/// permit.
constexpr wire::JsonBounds entry_bounds{.bytes = 1 << 20, .values = 500, .members = 50};
constexpr wire::JsonBounds places_bounds{.bytes = 1 << 20, .values = 10'000, .members = 200};

/// Whether the value of a Content-Type names `type` (in small letters), whatever its case, parameters and white space
/// (RFC 9110 8.3).
bool is_media_type(std::string_view content_type, std::string_view type);

/// The JSON object of a body; a reply: what is wrong with it.
std::variant<Json, Reply> body_of(const Request& request, const wire::JsonBounds& bounds = entry_bounds);

}  // namespace bandian::http
