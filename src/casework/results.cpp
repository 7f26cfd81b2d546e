#include "casework/results.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

std::optional<Day> last_day(const process::ResultDelivery& delivery, Day given, const calendar::Calendar& calendar) {
    switch (delivery.unit) {
        case process::Unit::working_days: return calendar.add(given, calendar::WorkingDays{*delivery.within});
        case process::Unit::calendar_days: return calendar.add_calendar_days(given, date::days{*delivery.within});
        case process::Unit::months: return calendar.add_months(given, date::months{*delivery.within});
    }
    return std::nullopt;
}

}  // namespace

std::vector<Result> results_of(const Case& c, const CaseView& view, const calendar::Calendar& calendar) {
    std::vector<Result> results;
    for (const TaskView& task : view.tasks) {
        if (task.state != TaskState::done) continue;
        const process::Outcome* outcome = c.pack->outcome(task.outcome);
        if (!outcome || !outcome->delivery) continue;
        const process::ResultDelivery& delivery = *outcome->delivery;
        Result result{task.path, task.outcome, task.owner, *task.until, std::nullopt, false};
        const process::Department* owner = c.pack->department(task.owner);
        const bool bound = delivery.party.empty() ||
                           (owner && process::party_named(owner->party) == process::party_named(delivery.party));
        if (delivery.within && bound) result.deliver_by = last_day(delivery, result.given, calendar);
        if (result.deliver_by) result.provisional = calendar.is_provisional(*result.deliver_by);
        results.push_back(std::move(result));
    }
    std::stable_sort(results.begin(), results.end(),
                     [](const Result& a, const Result& b) { return a.given < b.given; });
    return results;
}

}  // namespace bandian::casework
