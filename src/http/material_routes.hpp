#pragma once
// Files of a case: taken in and handed out piece by piece.

#include "app/materials.hpp"
#include "http/reply.hpp"

namespace bandian::http {

class MaterialRoutes {
public:
    MaterialRoutes(app::Desk& desk, app::Archive& archive) : desk_(desk), archive_(archive) {}

    /// Begins to take in material `id` of the case; nullptr with `refused`: why not.
    std::unique_ptr<Upload> take(const Request& request, const std::string& case_no, const std::string& id, std::optional<Reply>& refused);
    Reply hand_out(const std::string& case_no, const std::string& id);
    /// What the pack lists, with the file that is there for it.
    Json list(const app::CaseOnDesk& desk);

private:
    app::Desk& desk_;
    app::Archive& archive_;
};

/// The media type that a file's beginning tells; empty when it is none that is taken.
std::string type_of_content(const std::string& beginning);

}  // namespace bandian::http
