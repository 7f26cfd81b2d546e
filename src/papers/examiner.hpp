#pragma once
// What a file that was handed in is, and what is against it.

#include "app/turns.hpp"
#include "papers/clamd.hpp"

namespace bandian::papers {

/// What a scanner, a telephone or an office makes. Which documents open with a password, what archives hold, and, when
/// there is a scanner, whether it knows harm of them.
class FileExaminer : public app::Examiner {
public:
    explicit FileExaminer(std::optional<Clamd> clamd) : clamd_(std::move(clamd)) {}

    /// Refusals: wrong-content, scanner-unreachable and busy for now, and those of walk() and Clamd::scan().
    std::variant<std::string, app::FileRefusal> examine(const app::WholeFile& file) override;

private:
    std::variant<std::string, app::FileRefusal> examine_whole(const app::WholeFile& file, const std::string& type);

    std::optional<Clamd> clamd_;
    app::Turns turns_{2, 12, std::chrono::seconds{10}};  ///< each reads all of a file, and waits for the scanner
};

}  // namespace bandian::papers
