#include "http/board_routes.hpp"

#include "app/today.hpp"
#include "http/naming.hpp"
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

Json owner_in(const process::Pack* pack, const std::string& id) {
    return pack ? department_json(*pack, id) : Json{{"id", id}, {"zh", id}, {"en", id}};
}

Json process_in(const process::Pack* pack, const std::string& id) {
    const process::Process* p = pack ? pack->process(id) : nullptr;
    return {{"id", id}, {"zh", p ? p->name : id}, {"en", p ? p->name_en : id}};
}

}  // namespace

Json worklist_item(const app::WorklistRow& row, const app::Rulebook& rules, calendar::Day today) {
    const auto pack = rules.by_hash(row.pack_hash);
    const process::Process* process = pack ? pack->process(row.process) : nullptr;
    const calendar::Calendar* calendar = pack ? rules.calendar(pack->calendar) : nullptr;
    const app::Step& step = row.step;
    const auto left = calendar ? app::days_left(step, *calendar, today) : std::nullopt;
    const bool judged = calendar && !step.clock.empty();
    const auto late_by = judged ? app::late_by(step, *calendar, today) : std::nullopt;
    Json json{{"caseNo", row.case_no},
              {"process", row.process},
              {"processTitle", process_in(pack.get(), row.process)},
              {"task", step.path},
              {"title", process ? title_of_path(*process, step.path) : Json{{"zh", step.path}, {"en", step.path}}},
              {"owner", step.owner},
              {"ownerName", owner_in(pack.get(), step.owner)},
              {"state", word(step.state)},
              {"since", to_string(step.since)},
              {"until", wire::day_or_null(step.until)},
              {"due", wire::day_or_null(step.due)},
              {"provisional", step.provisional},
              {"light", row.light},
              {"lateBy", late_by ? Json(*late_by) : Json(nullptr)},
              {"daysLeft", left ? Json(*left) : Json(nullptr)},
              {"applicant", row.applicant},
              {"address", row.address},
              {"manager", person(row.manager, row.manager_name)},
              {"assignee", person(row.claimed_by, row.claimed_by_name)}};
    wire::tell_unit(json, step.unit);
    // Worked out under a calendar that has just changed: said, not passed off as new.
    if (row.outdated) json["recalculating"] = json["beingWorkedOutAgain"] = true;  // the latter: as 0.1 calls it
    return json;
}

Json board_json(const app::BoardCounts& board, const app::Rulebook& rules,
                const app::Page<app::WorklistRow>& falling_due, calendar::Day today) {
    Json lights = Json::array(), on_time = Json::array(), means = Json::array(), week = Json::array(),
         ageing = Json::array(), states = Json::object();
    for (const app::BoardRow& row : board.tasks) {
        const auto pack = rules.by_hash(row.pack_hash);
        lights.push_back({{"department", owner_in(pack.get(), row.owner)},
                          {"process", process_in(pack.get(), row.process)},
                          {"task", row.task},
                          {"title", title_in(pack.get(), row.process, row.task)},
                          {"green", row.green},
                          {"yellow", row.yellow},
                          {"red", row.red},
                          {"paused", row.paused}});
    }
    for (const casework::CaseState one : casework::all_case_states) {
        const std::string state{word(one)};
        const auto found = board.states.find(state);
        states[state] = found == board.states.end() ? 0 : found->second;
    }
    for (const app::Punctuality& p : board.on_time) {
        const auto pack = rules.by_hash(p.pack_hash);
        on_time.push_back({{"department", owner_in(pack.get(), p.owner)},
                           {"task", p.task},
                           {"title", title_in(pack.get(), p.process, p.task)},
                           {"met", p.met},
                           {"late", p.late}});
    }
    for (const app::MeanTime& mean : board.means)
        means.push_back({{"process", process_in(rules.by_hash(mean.pack_hash).get(), mean.process)},
                         {"closed", mean.closed},
                         {"meanDays", mean.days},
                         {"promise", mean.promise}});
    for (const app::WorklistRow& row : falling_due.rows)
        if (falls_due_within_a_week(row.step, today)) week.push_back(worklist_item(row, rules, today));
    for (const auto& [tens, cases] : board.ageing)
        ageing.push_back({{"from", tens * 10}, {"to", tens * 10 + 9}, {"open", cases}});
    return {{"today", to_string(today)},   {"lights", std::move(lights)},  {"cases", std::move(states)},
            {"mean", std::move(means)},    {"onTime", std::move(on_time)}, {"lookedAt", board.looked_at},
            {"thisWeek", std::move(week)}, {"ageing", std::move(ageing)},  {"countedAt", nullptr}};  // just now
}

}  // namespace bandian::http
