#include "casework/results.hpp"

#include <algorithm>
#include <array>

namespace bandian::casework {

namespace {

/// 行政许可法 44: the permit is delivered within ten days of the decision to grant it, working days by 82.
constexpr calendar::WorkingDays delivery{10};

/// Outcomes that answer what the applicant asked for; the others pass the case on.
constexpr std::array<std::string_view, 5> answers{"granted", "refused", "rejected", "replied", "energized"};

}  // namespace

std::vector<Result> results_of(const Case& c, const CaseView& view, const calendar::Calendar& calendar) {
    std::vector<Result> results;
    for (const TaskView& task : view.tasks) {
        if (task.state != TaskState::done || std::find(answers.begin(), answers.end(), task.outcome) == answers.end()) continue;
        Result result{task.path, task.outcome, task.owner, *task.until, std::nullopt, false};
        const process::Department* owner = c.pack->department(task.owner);
        // The law binds departments, not the utility.
        if (task.outcome == "granted" && owner && owner->party == "government") result.deliver_by = calendar.add(result.given, delivery);
        if (result.deliver_by) result.provisional = calendar.is_provisional(*result.deliver_by);
        results.push_back(std::move(result));
    }
    std::stable_sort(results.begin(), results.end(), [](const Result& a, const Result& b) { return a.given < b.given; });
    return results;
}

}  // namespace bandian::casework
