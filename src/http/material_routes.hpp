#pragma once
// Files of a case: taken in and handed out piece by piece.

#include "app/materials.hpp"
#include "app/visible.hpp"
#include "http/reply.hpp"

namespace bandian::http {

class MaterialRoutes {
public:
    MaterialRoutes(app::Desk& desk, app::Archive& archive, const RouteOptions& options)
        : desk_(desk), archive_(archive), options_(options) {}

    /// Begins to take in material `id` of the case; nullptr with `refused`: why not.
    std::unique_ptr<Upload> take(const Request& request, const std::string& case_no, const std::string& id,
                                 std::optional<Reply>& refused);
    Reply download(const std::string& case_no, const std::string& id);
    /// A page as a picture; without `page`: how many there are.
    Reply preview(const std::string& case_no, const std::string& id, const std::optional<std::string>& page);
    /// Papers, each with the file that is there for it.
    Json list(const std::string& case_no, const std::vector<app::VisiblePaper>& papers, const std::string& time_zone);
    /// How much more the case may hold: {bytes, files}, and `largest`, of one file.
    Json room(const std::string& case_no);

private:
    std::optional<app::Material> latest(const std::string& case_no, const std::string& id);
    std::optional<Reply> too_much(const Request& request, const std::string& case_no);

    app::Desk& desk_;
    app::Archive& archive_;
    const RouteOptions& options_;
};

/// 404
Reply none_handed_in(const std::string& id);

}  // namespace bandian::http
