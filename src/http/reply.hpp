#pragma once
// What a route is asked, and what it answers, before it becomes bytes.

#include "app/desk.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace bandian::http {

using app::Json;

struct Request {
    std::string method;
    std::string path;                              ///< decoded, without query
    std::map<std::string, std::string> query;
    std::string content_type;
    std::string if_match;
    std::string idempotency_key;
    std::string receipt_code;
    std::string host;
    std::string origin;
    std::string file_name;                         ///< X-File-Name
    std::string by;                                ///< who asks; empty: nobody signed in
    std::string body;
};

/// A file that is sent piece by piece.
struct Download {
    std::string name;
    std::string type;
    std::size_t bytes = 0;
    std::size_t piece_bytes = 0;
    std::function<std::string(int)> piece;  ///< from 0
};

struct Reply {
    int status = 200;
    Json body;
    std::string etag;      ///< without quotes; empty for none
    std::string location;
    std::string text;      ///< sent as it is, of `type`, instead of `body`
    std::string type;
    std::shared_ptr<const Download> download = nullptr;
    int retry_after = 0;   ///< seconds; 0: not said
};

/// A body that is taken as it comes, instead of being held in memory.
class Upload {
public:
    virtual ~Upload() = default;
    /// False: no more of it is wanted.
    virtual bool add(const char* bytes, std::size_t size) = 0;
    virtual Reply finish() = 0;
};

Reply problem(int status, std::string code, std::string field, std::string detail);
Reply problem(const app::Refusal& refusal);
Reply absent();
Reply wrong_method(const std::string& allowed);

/// A member of the query that is there and not empty.
std::optional<std::string> asked(const Request& request, const std::string& name);

/// localhost, ::1 with or without brackets, 127.x.x.x
bool is_loopback(const std::string& host);

/// Why the request may not act as staff; nullopt when it may.
std::optional<Reply> staff_only(const Request& request, bool allowed);

struct RouteOptions {
    bool staff_allowed = false;                    ///< until there are accounts: only while listening on loopback
    std::function<void(app::Instant)> set_clock;   ///< only with --test-clock
    std::function<Json()> demo;                    ///< only with --demo
    std::function<bool()> ready;
    std::function<std::string(const calendar::Calendar&)> feed;  ///< iCalendar
};

}  // namespace bandian::http
