#include "wire/scenario.hpp"

#include "casework/decide.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"

namespace bandian::wire {

namespace {

using casework::Case;
using casework::Entry;
using casework::Rejection;

using EntryOrNot = std::variant<Entry, Rejection>;

/// A task with one outcome may leave it out.
Entry with_outcome(Entry entry, const Case& c) {
    auto* complete = std::get_if<casework::Complete>(&entry);
    if (!complete || !complete->outcome.empty() || c.log.empty()) return entry;
    const casework::ProcessState now = casework::process_state(c);
    if (const casework::TaskInstance* task = now.task_instance(complete->task)) {
        const auto& outcomes = c.process->tasks[task->task].outcomes;
        if (outcomes.size() == 1) complete->outcome = outcomes.front();
    }
    return entry;
}

/// Of the entry that a step made. Silence in between has numbers of its own, which no step can mean.
int number_of(int step, const std::vector<int>& numbers, const Case& c) {
    if (numbers.size() == c.log.size()) return step;
    return step >= 1 && step <= static_cast<int>(numbers.size()) ? numbers[static_cast<std::size_t>(step) - 1]
                                                                 : c.version() + 1;
}

EntryOrNot entry_of(const Json& step, const Json& scenario, const Case& c) {
    const auto verb = step.find("do");
    if (verb == step.end() || !verb->is_string())
        return Rejection{"missing-member", "do", "Expected \"do\" to say what is entered, but it is missing."};
    Json body = step;
    if (*verb == "submit") {
        // The process and what is known at submission stand at the head of the scenario, or with the step.
        if (!body.contains("process")) body["process"] = scenario.value("process", Json(nullptr));
        const Json head = scenario.value("attributes", Json::object());
        Json& own = body["attributes"];
        if (own.is_null() || !head.is_object()) own = head;
        else if (own.is_object()) {
            Json merged = head;
            merged.update(own);
            own = std::move(merged);
        }
    }
    // A case's own entries can be replayed as they are told: which pack its application was decided under binds the
    // case alone.
    std::vector<std::string> also{"at", "do"};
    if (*verb == "submit") also.insert(also.end(), {"pack", "packHash"});
    auto read = to_entry(verb->get<std::string>(), body, std::move(also));
    if (auto* entry = std::get_if<Entry>(&read)) return with_outcome(std::move(*entry), c);
    return read;
}

}  // namespace

std::variant<ScenarioRun, RefusedStep> run_scenario(std::shared_ptr<const process::Pack> pack,
                                                    const calendar::Calendar& calendar, const Json& scenario,
                                                    std::optional<casework::Instant> as_of) {
    ScenarioRun run;
    std::vector<int> numbers;  // of the entries that the steps made; silence makes entries of its own between them
    const auto settle = [&](casework::Instant at) {
        if (run.the_case.log.empty()) return;
        const calendar::Day day = today_of(run.the_case, at);
        if (calendar.covers(day)) casework::settle_deemed(run.the_case, at, day, calendar);
    };
    for (const Json& step : scenario.at("steps")) {
        const auto given = step.is_object() ? step.find("at") : step.end();
        const auto at = given != step.end() && given->is_string() ? parse_instant(given->get_ref<const std::string&>())
                                                                  : std::nullopt;
        if (!at)
            return RefusedStep{
                {"invalid-member", "at",
                 "Expected each step to have \"at\" as YYYY-MM-DDThh:mm+hh:mm, but this has none.", "not-a-moment"},
                run.steps + 1};
        if (as_of && *at > *as_of) break;
        if (*at >= run.as_of) settle(*at);
        ++run.steps;
        auto entry = entry_of(step, scenario, run.the_case);
        if (auto* no = std::get_if<Rejection>(&entry)) return RefusedStep{std::move(*no), run.steps};
        if (auto* taken_back = std::get_if<casework::Void>(&std::get<Entry>(entry)))
            taken_back->entry = number_of(taken_back->entry, numbers, run.the_case);
        const calendar::Day day =
            run.the_case.log.empty() ? entry_day(*at, *pack, calendar) : entry_day(*at, run.the_case, calendar);
        const casework::Command command{*at, day, std::get<Entry>(std::move(entry))};
        casework::Decision decision = run.the_case.log.empty() ? casework::decide_submission(*pack, command, calendar)
                                                               : casework::decide(run.the_case, command, calendar);
        if (auto* no = std::get_if<Rejection>(&decision)) return RefusedStep{std::move(*no), run.steps};
        run.the_case.pack = pack;
        numbers.push_back(std::get<casework::Event>(decision).number);
        casework::apply(run.the_case, std::get<casework::Event>(decision));
        run.as_of = *at;
    }
    settle(as_of.value_or(run.as_of));
    if (run.the_case.log.empty())
        return RefusedStep{
            {"not-submitted", "asOf", "Expected asOf not before the submission, but nothing has been entered by then."},
            1};
    if (as_of) run.as_of = *as_of;
    if (const calendar::Day today = today_of(run.the_case, run.as_of); !calendar.covers(today))
        return RefusedStep{{"beyond-calendar", "asOf",
                            "Expected a day from " + calendar::to_string(calendar.first()) + " to " +
                                calendar::to_string(calendar.last()) + ", but got " + calendar::to_string(today) + "."},
                           run.steps};
    return run;
}

}  // namespace bandian::wire
