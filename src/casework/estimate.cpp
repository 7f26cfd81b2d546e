#include "casework/estimate.hpp"

#include "casework/decide.hpp"
#include "casework/forecast.hpp"
#include "process/task_path.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace bandian::casework {

namespace {

constexpr int most_rounds = 500;   // each ends a task of the process, or those of the places that end together
constexpr int most_attempts = 12;  // of a loop: with the same outcomes the third is as the second

bool is_applicants(const TaskView& task) { return task.party == process::Party::applicant; }

/// The day an open task ends if it takes all its time. Absent: it waits for another (notBefore).
std::optional<Day> last_day(const ClockView* clock, const Case& c, const TaskView& task) {
    if (!clock || is_applicants(task)) return task.since;
    const process::Clock& promise = c.process->clocks[clock->clock];
    if (!promise.own && shares_with_limited(*c.process, promise)) return task.since;
    return clock->reading.due;
}

/// The open tasks that end first, and the day they do. A task outside the calls comes alone, since it may end the case;
/// those of the places run side by side and do not touch each other.
struct Next {
    std::vector<const TaskView*> tasks;  ///< empty: none is open
    std::optional<Day> ends;             ///< absent: they wait for others
};

Next next_in(const CaseView& view, const Case& c) {
    std::unordered_map<std::string_view, const ClockView*> clocks;
    for (const ClockView& clock : view.clocks) clocks.emplace(clock.id, &clock);
    Next next;
    for (const TaskView& task : view.tasks) {
        if (task.state != TaskState::active) continue;
        const auto clock = clocks.find(task.clock);
        const std::optional<Day> last = last_day(clock == clocks.end() ? nullptr : clock->second, c, task);
        if (next.tasks.empty() || (last && (!next.ends || *last < *next.ends))) next = {{&task}, last};
        else if (last && last == next.ends && !task.call.empty() && !next.tasks.front()->call.empty())
            next.tasks.push_back(&task);
    }
    return next;
}

std::vector<EstimatedFee> fees_of(const Case& c) {
    std::vector<EstimatedFee> all;
    const auto charge = [&](const process::Fee& fee, int number, const process::Value* place) {
        const process::Lookup lookup = lookup_in(c, place);
        if (fee.when && !process::holds(*fee.when, lookup)) return;
        EstimatedFee charged{&fee, number, std::nullopt};
        const process::Value of = fee.of ? process::evaluate(*fee.of, lookup) : process::Value{1.0};
        if (const auto* amount = of.as<double>(); amount && fee.rate) charged.yuan = *amount * *fee.rate;
        all.push_back(charged);
    };
    for (const process::Fee& fee : c.pack->fees) {
        if (!fee.process.empty() && fee.process != c.process->id) continue;
        if (fee.each.empty()) charge(fee, 0, nullptr);
        else if (const process::List* list = list_at(c.attributes, fee.each))
            for (std::size_t i = 0; i < list->size(); ++i) charge(fee, static_cast<int>(i) + 1, &(*list)[i]);
    }
    return all;
}

}  // namespace

std::variant<Estimate, Rejection> estimate(std::shared_ptr<const process::Pack> pack, const std::string& process,
                                           const Record& attributes, Instant at, Day day,
                                           const calendar::Calendar& calendar) {
    const Decision opened = decide_submission(*pack, {at, day, Submit{process, attributes}}, calendar);
    if (const auto* no = std::get_if<Rejection>(&opened)) return *no;
    Estimate e;
    Case start = replay(pack, {std::get<Event>(opened)});
    ProcessState now = process_state(start);
    CaseInState c{std::move(start), std::move(now)};
    std::set<std::string> held;
    for (int round = 0;; ++round) {
        e.view = view(c.the_case, c.now, calendar, day);
        for (const ClockView& clock : e.view.clocks)
            if (clock.reading.due_beyond_calendar)
                return Rejection{"beyond-calendar", "from",
                                 "Expected every day within the calendar, but that of " + clock.id + " lies past " +
                                     calendar::to_string(calendar.last()) + ", where it ends."};
        const Next next = next_in(e.view, c.the_case);
        if (e.view.state != CaseState::open || next.tasks.empty()) break;
        if (round == most_rounds)
            return Rejection{"estimate-too-long", "process",
                             "Expected a case to end within " + std::to_string(most_rounds) +
                                 " days on which steps end, but \"" + next.tasks.front()->path +
                                 "\" would still be open."};
        for (const TaskView* one : next.tasks)
            if (process::parse_task_path(one->path).value().attempt > most_attempts)
                return Rejection{"endless-loop", "process",
                                 "Expected every loop to end when each step has the first of its outcomes, but \"" +
                                     one->path +
                                     "\" would be reached, and so for ever: let the outcome that leads on "
                                     "stand first in bd:outcomes."};
        day = std::max(day, next.ends.value_or(day));
        std::vector<Complete> completions;
        for (const TaskView* one : next.tasks) {
            const process::Task& task = c.the_case.process->tasks[one->task];
            EstimatedStep done{one->path, one->task, one->owner, is_applicants(*one), one->since, day, one->clock, {}};
            const process::Value* place = c.now.task_instance(one->path)->place;
            for (const std::string& id : task.materials) {
                const process::Material* material = pack->material(id);
                if (material && (!material->when || process::holds(*material->when, lookup_in(c.the_case, place))) &&
                    held.insert(id).second)
                    done.papers.push_back(material);
            }
            completions.push_back({one->path, task.outcomes.front(), {}, std::nullopt});
            e.steps.push_back(std::move(done));
        }
        auto after = complete_together(std::move(c), at, day, completions, calendar);
        if (const auto* no = std::get_if<Rejection>(&after)) return *no;
        c = std::get<CaseInState>(std::move(after));
    }
    e.the_case = std::move(c.the_case);
    e.provisional = calendar.is_provisional(day);
    e.fees = fees_of(e.the_case);
    return e;
}

}  // namespace bandian::casework
