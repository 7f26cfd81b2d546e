#pragma once
// What a route is asked, and what it answers, before it becomes bytes.

#include "app/board.hpp"
#include "app/materials.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bandian::http {

using app::Json;

struct Route;

struct Request {
    std::string method;
    std::string path;  ///< decoded, without query
    std::map<std::string, std::string> query;
    std::string content_type;
    std::string if_match;
    std::string idempotency_key;
    std::string receipt_code;
    std::string host;
    std::string origin;
    std::string file_name;               ///< X-File-Name
    std::optional<std::int64_t> length;  ///< Content-Length, when it is said
    std::string cookie;
    std::string authorization;
    std::string id;                    ///< of this request, also in the answer
    std::string source;                ///< address it came from
    std::string_view route = "other";  ///< that its path is of, as the OpenAPI document names it
    std::vector<std::string> parts;    ///< of the path, where the route has a {name}
    const Route* answered_by = nullptr;
    app::Actor by;  ///< who asks; without roles: nobody signed in
    std::string body;
};

/// A file that is sent slice by slice.
struct Download {
    std::string name;
    std::string type;
    std::size_t bytes = 0;
    std::function<std::string(std::size_t)> from;  ///< the next bytes from an offset on; empty: there are none
    bool shown = false;                            ///< a picture for a page of ours; otherwise an attachment
};

struct Reply {
    int status = 200;
    Json body;
    std::string etag;  ///< without quotes; empty for none
    std::string location;
    std::string text;  ///< sent as it is, of `type`, instead of `body`
    std::string type;
    std::shared_ptr<const Download> download = nullptr;
    int retry_after = 0;  ///< seconds; 0: not said
    std::vector<std::string> set_cookies = {};
    bool strangers = false;  ///< made from somebody's file: sandboxed wherever it is shown
    std::string allow = {};  ///< methods there are, of a request with another one
};

/// A body that is taken as it comes, instead of being held in memory.
class Upload {
public:
    virtual ~Upload() = default;
    /// False: no more of it is wanted.
    virtual bool add(const char* bytes, std::size_t size) = 0;
    virtual Reply finish() = 0;
};

/// What a request may send.
struct Admission {
    std::optional<Reply> refusal;              ///< it is answered so, whatever its body
    std::unique_ptr<Upload> upload = nullptr;  ///< takes its body as it comes
    std::size_t most = 0;                      ///< bytes of a body that is held
};

enum class Language { chinese, english };

/// `reason`: which rule of several was broken, as casework::Rejection has it.
Reply problem(int status, std::string code, std::string field, std::string detail, std::string reason = {});
Reply problem(const app::Refusal& refusal);
Reply absent();
Reply not_signed_in();
Reply not_yours();
/// 404
Reply no_such_clock(const std::string& id);
/// 405; `allowed`: the methods there are.
Reply wrong_method(const std::vector<std::string_view>& allowed);
/// 429: after a pause of so many seconds.
Reply too_many(int seconds);
/// 503: too many ask for the same kind of work at once.
Reply busy();

/// Valid UTF-8 without NUL: what JSON and PostgreSQL can hold.
bool is_text(std::string_view bytes);

/// A member of the query that is there and not empty.
std::optional<std::string> asked(const Request& request, const std::string& name);

/// ?lang=en; Chinese otherwise.
Language language_of(const Request& request);

/// localhost, ::1 with or without brackets, 127.x.x.x
bool is_loopback(const std::string& host);

/// 200 with a body.
Reply good(Json body, std::string etag = {});

/// An ETag of what a body says.
std::string etag_of(const Json& body);

/// iCalendar to be kept as a file of that name, or to be fetched again and again: its ETag changes with its bytes
/// alone.
Reply calendar_file(const std::string& name, std::string text);

struct RouteOptions {
    std::function<void(app::Instant)> set_clock;  ///< only with --test-clock
    std::function<Json()> demo;                   ///< only with --demo
    std::function<Reply()> ready;
    std::function<app::BoardCounts()> board;
    std::function<std::string()> gauges;                                    ///< Prometheus's text format
    std::function<void(const Request&, const Reply&, double seconds)> log;  ///< only with --log-requests
    int status_a_minute = 120;  ///< answers of the public status to one source, and estimates
    std::string public_url;     ///< of this service, without a slash at its end; empty: not known
    std::function<std::string(const calendar::Calendar&, Language)> feed;  ///< iCalendar
    /// SVG: of a case, or with a call of it; of a process alone. Empty: there is no such drawing.
    std::function<std::string(const casework::Case&, const casework::CaseView&, const std::string& call, Language)>
        case_picture;
    std::function<std::string(const process::Pack&, const std::string& process, Language)> process_picture;
    /// What a page draws it of itself; null: there is no such drawing.
    std::function<Json(const casework::Case&, const casework::CaseView&, const std::string& call)> case_picture_facts;
    std::function<Json(const process::Pack&, const std::string& process)> process_picture_facts;
    std::function<std::string(const app::CaseOnDesk&, Language)> case_feed;  ///< iCalendar of its dates, without names
    std::function<std::string(const std::string&)> square_code;              ///< QR code of a text, as SVG
    app::Examiner* examiner = nullptr;                                       ///< of the files that are handed in
    app::Previewer* previewer = nullptr;
    app::FileBounds file_bounds;
};

/// /readyz: honest about database and calendar; from October on it warns when next year's notice is missing.
Reply readiness(bool reachable, const app::Rulebook& rules, app::Instant now);

}  // namespace bandian::http
