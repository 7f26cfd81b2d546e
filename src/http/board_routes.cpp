#include "http/board_routes.hpp"

#include "http/staff_view.hpp"
#include "wire/json.hpp"

namespace bandian::http {

namespace {

using calendar::to_string;

/// Of a path without numbers, in the process of the pack; the path itself where the pack is not known.
Json title_in(const process::Pack* pack, const std::string& process, const std::string& path) {
    const process::Process* p = pack ? pack->process(process) : nullptr;
    const auto dot = path.find('.');
    if (p) return title_of_path(*p, dot == std::string::npos ? path : path.substr(0, dot) + ".1" + path.substr(dot));
    return {{"zh", path}, {"en", path}};
}

Json owner_in(const process::Pack* pack, const std::string& id) { return pack ? department_json(*pack, id) : Json{{"id", id}, {"zh", id}, {"en", id}}; }

Json process_in(const process::Pack* pack, const std::string& id) {
    const process::Process* p = pack ? pack->process(id) : nullptr;
    return {{"id", id}, {"zh", p ? p->name : id}, {"en", p ? p->name_en : id}};
}

/// What the days of a step are counted in: by the clock that judges it.
process::Unit unit_in(const process::Process* process, const std::string& path) {
    const int task = process ? process::task_at(*process, path) : -1;
    const int clock = task < 0 ? -1 : process::judging_clock(*process, task);
    return clock < 0 ? process::Unit::working_days : process->clocks[static_cast<std::size_t>(clock)].unit;
}

}  // namespace

Json person(const std::string& account, const std::string& name) { return account.empty() ? Json(nullptr) : Json{{"user", account}, {"name", name.empty() ? account : name}}; }

Json worklist_item(const app::WorklistRow& row, const app::Rulebook& rules, calendar::Day today) {
    const auto pack = rules.by_hash(row.pack_hash);
    const process::Process* process = pack ? pack->process(row.process) : nullptr;
    const process::Unit unit = unit_in(process, row.task.path);
    Json left = nullptr;
    if (const calendar::Calendar* calendar = pack ? rules.calendar(pack->calendar) : nullptr; calendar && row.task.due && calendar->covers(*row.task.due) && calendar->covers(today))
        left = clocks::days_until(*row.task.due, unit, *calendar, today).value;
    Json json{{"caseNo", row.case_no}, {"process", row.process}, {"processTitle", process_in(pack.get(), row.process)}, {"task", row.task.path}, {"title", process ? title_of_path(*process, row.task.path) : Json{{"zh", row.task.path}, {"en", row.task.path}}},
              {"owner", row.task.owner}, {"ownerName", owner_in(pack.get(), row.task.owner)}, {"state", word(row.task.state)}, {"since", to_string(row.task.since)}, {"due", wire::day_or_null(row.task.due)},
              {"provisional", row.task.provisional}, {"light", row.light}, {"daysLeft", std::move(left)}, {"applicant", row.applicant}, {"address", row.address}, {"manager", person(row.manager, row.manager_name)}, {"assignee", person(row.claimed_by, row.claimed_by_name)}};
    wire::tell_unit(json, unit);
    // Worked out under a calendar that has just changed: said, not passed off as new.
    if (row.outdated) json["beingWorkedOutAgain"] = true;
    return json;
}

Json judged_item(const app::JudgedStep& step, const app::Rulebook& rules) {
    const auto pack = rules.by_hash(step.pack_hash);
    const process::Process* process = pack ? pack->process(step.process) : nullptr;
    Json json{{"caseNo", step.case_no}, {"process", step.process}, {"processTitle", process_in(pack.get(), step.process)}, {"task", step.task.path},
            {"title", process ? title_of_path(*process, step.task.path) : Json{{"zh", step.task.path}, {"en", step.task.path}}}, {"owner", step.task.owner}, {"ownerName", owner_in(pack.get(), step.task.owner)},
            {"state", word(step.task.state)}, {"since", to_string(step.task.since)}, {"until", wire::day_or_null(step.task.until)}, {"due", wire::day_or_null(step.due)}, {"provisional", false},
            {"light", step.late ? (step.task.until ? "late" : "red") : "met"}, {"lateBy", step.late_by}, {"daysLeft", nullptr}, {"applicant", ""}, {"address", ""}, {"manager", nullptr}, {"assignee", nullptr}};
    wire::tell_unit(json, unit_in(process, step.task.path));
    return json;
}

Json board_json(const app::Board& board, const app::Rulebook& rules, const app::Page<app::WorklistRow>& falling_due, calendar::Day today) {
    Json lights = Json::array(), on_time = Json::array(), means = Json::array(), week = Json::array(), ageing = Json::array(), states = Json::object();
    for (const app::BoardRow& row : board.counts.tasks) {
        const auto pack = rules.by_hash(row.pack_hash);
        lights.push_back({{"department", owner_in(pack.get(), row.owner)}, {"process", process_in(pack.get(), row.process)}, {"task", row.task}, {"title", title_in(pack.get(), row.process, row.task)},
                          {"green", row.green}, {"yellow", row.yellow}, {"red", row.red}, {"paused", row.paused}});
    }
    for (const char* state : {"open", "energized", "refused", "withdrawn"}) {
        const auto found = board.counts.states.find(state);
        states[state] = found == board.counts.states.end() ? 0 : found->second;
    }
    const process::Pack* pack = board.pack.get();
    const std::string any = pack && !pack->processes.empty() ? pack->processes.rbegin()->first : std::string{};
    for (const app::Punctuality& p : board.on_time)
        on_time.push_back({{"department", owner_in(pack, p.owner)}, {"task", p.task}, {"title", title_in(pack, any, p.task)}, {"met", p.met}, {"late", p.late}});
    for (const app::MeanTime& mean : board.means)
        means.push_back({{"process", process_in(pack, mean.process)}, {"closed", mean.closed}, {"meanDays", mean.working_days}, {"promise", mean.promise ? Json(*mean.promise) : Json(nullptr)}});
    for (const app::WorklistRow& row : falling_due.rows)
        if (row.task.due && *row.task.due <= today + date::days{7}) week.push_back(worklist_item(row, rules, today));
    for (const auto& [tens, cases] : board.counts.ageing) ageing.push_back({{"from", tens * 10}, {"to", tens * 10 + 9}, {"open", cases}});
    return {{"today", to_string(today)}, {"lights", std::move(lights)}, {"cases", std::move(states)}, {"mean", std::move(means)}, {"onTime", std::move(on_time)},
            {"lookedAt", board.looked_at}, {"thisWeek", std::move(week)}, {"ageing", std::move(ageing)},
            {"countedAt", board.counted_at ? Json(wire::to_text(*board.counted_at, rules.time_zone)) : Json(nullptr)}};
}

}  // namespace bandian::http
