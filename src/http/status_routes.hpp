#pragma once
// /api/v1/status/{caseNo}/…: for whoever holds the case number and the receipt code. Wrong and absent look the same,
// also to a stop-watch; nothing is shown that is personal; nothing can be done.

#include "http/material_routes.hpp"
#include "http/throttle.hpp"

#include <chrono>
#include <future>
#include <mutex>

namespace bandian::http {

class StatusRoutes {
public:
    StatusRoutes(app::Desk& desk, MaterialRoutes& materials, const RouteOptions& options);

    Reply show(const Request& request, const std::string& case_no);
    /// The code comes in the body.
    Reply show_by_code(const Request& request, const std::string& case_no);
    Reply feed(const Request& request, const std::string& case_no);
    Reply picture(const Request& request, const std::string& case_no);
    Reply picture_facts(const Request& request, const std::string& case_no);
    Reply clock_days(const Request& request, const std::string& case_no, const std::string& clock);
    Reply is_genuine(const Request& request, const std::string& case_no, const std::string& kind);
    /// What was shown of the case may have changed; empty: of all.
    void forget(const std::string& case_no);

private:
    struct Shown {
        std::string code;
        Reply reply;
        std::chrono::steady_clock::time_point at;
    };
    /// Under way: whoever asks the same meanwhile waits for it.
    struct Looking {
        explicit Looking(std::string with) : code(std::move(with)), reply(found.get_future().share()) {}
        std::string code;
        std::promise<Reply> found;
        std::shared_future<Reply> reply;
    };
    std::optional<Reply> too_often(const Request& request);
    Reply show_to(const std::string& case_no, const std::string& code);
    template <class Use>
    Reply looked_at(const Request& request, const std::string& case_no, const std::string& code, Use use);
    Reply shown_or_looked(const std::string& case_no, const std::string& code);
    Reply look(const std::string& case_no, const std::string& code);
    Reply status(const app::CaseOnDesk& desk);

    app::Desk& desk_;
    MaterialRoutes& materials_;
    const RouteOptions& options_;
    Throttle by_source_;
    Throttle by_case_;
    std::mutex mutex_;
    std::map<std::string, Shown> shown_;  ///< for a second
    std::map<std::string, std::shared_ptr<Looking>> looking_;
};

}  // namespace bandian::http
