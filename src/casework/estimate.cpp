#include "casework/estimate.hpp"

#include "casework/decide.hpp"
#include "casework/forecast.hpp"

#include <algorithm>
#include <set>

namespace bandian::casework {

namespace {

constexpr int most_steps = 2000;  // places times tasks: no case a person plans comes near

bool is_applicants(const process::Pack& pack, const std::string& owner) {
    const process::Department* department = pack.department(owner);
    return department && department->party == "applicant";
}

/// The day an open task ends if it takes all its time. Absent: it waits for another (notBefore).
std::optional<Day> last_day(const CaseView& view, const Case& c, const TaskView& task) {
    if (is_applicants(*c.pack, task.owner)) return task.since;
    const ClockView* clock = view.clock(task.clock);
    if (!clock) return task.since;
    const process::Clock& promise = c.process->clocks[static_cast<std::size_t>(clock->clock)];
    if (!promise.own && shares_with_limited(*c.process, promise)) return task.since;
    return clock->reading.due;
}

const process::List* list_in(const Record& attributes, const std::vector<std::string>& path) {
    const Record* record = &attributes;
    const process::Value* value = nullptr;
    for (const std::string& name : path) {
        const auto found = record ? record->find(name) : Record::const_iterator{};
        if (!record || found == record->end()) return nullptr;
        value = &found->second;
        record = value->as<Record>();
    }
    return value ? value->as<process::List>() : nullptr;
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
        else if (const process::List* list = list_in(c.attributes, fee.each))
            for (std::size_t i = 0; i < list->size(); ++i) charge(fee, static_cast<int>(i) + 1, &(*list)[i]);
    }
    return all;
}

}  // namespace

std::variant<Estimate, Rejection> estimate(std::shared_ptr<const process::Pack> pack, const std::string& process, const Record& attributes, Instant at, Day day,
                                           const calendar::Calendar& calendar) {
    const Decision opened = decide_submission(*pack, {at, day, Submit{process, attributes}}, calendar);
    if (const auto* no = std::get_if<Rejection>(&opened)) return *no;
    Estimate e;
    e.the_case = replay(pack, {std::get<Event>(opened)});
    std::set<std::string> held;
    for (int step = 0; step < most_steps; ++step) {
        e.view = view(e.the_case, calendar, day);
        const TaskView* next = nullptr;
        std::optional<Day> ends;
        for (const TaskView& task : e.view.tasks) {
            if (task.state != TaskState::active) continue;
            const std::optional<Day> last = last_day(e.view, e.the_case, task);
            if (last && (!ends || *last < *ends)) next = &task, ends = last;
            else if (!next) next = &task;
        }
        for (const ClockView& clock : e.view.clocks)
            if (clock.reading.due_beyond_calendar)
                return Rejection{"beyond-calendar", "from", "Expected every day within the calendar, but that of " + clock.id + " lies past " + calendar::to_string(calendar.last()) + ", where it ends."};
        if (e.view.state != CaseState::open || !next) break;
        day = std::max(day, ends.value_or(day));
        EstimatedStep done{next->path, next->task, next->owner, is_applicants(*pack, next->owner), next->since, day, next->clock, {}};
        const process::Task& task = e.the_case.process->tasks[static_cast<std::size_t>(next->task)];
        const Unfolding now = unfold(e.the_case);
        const process::Value* place = now.occurrence(next->path)->place;
        for (const std::string& id : task.materials) {
            const process::Material* material = pack->material(id);
            if (material && (!material->when || process::holds(*material->when, lookup_in(e.the_case, place))) && held.insert(id).second) done.papers.push_back(material);
        }
        const Decision completed = decide(e.the_case, {at, day, Complete{next->path, task.outcomes.front(), {}, std::nullopt}}, calendar);
        if (const auto* no = std::get_if<Rejection>(&completed)) return *no;
        apply(e.the_case, std::get<Event>(completed));
        e.steps.push_back(std::move(done));
    }
    e.provisional = calendar.is_provisional(day);
    e.fees = fees_of(e.the_case);
    return e;
}

}  // namespace bandian::casework
