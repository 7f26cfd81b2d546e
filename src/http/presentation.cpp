#include "http/presentation.hpp"

#include "http/staff_view.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

using casework::ClockView;
using casework::TaskView;

/// What a correction notice lists, by name where it is a material of the pack.
Json missing_json(const process::Pack& pack, const std::vector<std::string>& ids) {
    Json list = Json::array();
    for (const std::string& id : ids) {
        const process::Material* material = pack.material(id);
        list.push_back({{"id", id}, {"zh", material ? material->name : id}, {"en", material ? material->name_en : id}});
    }
    return list;
}

Json open_task(const app::PublicStatus& shown, const TaskView& task) {
    Json json = title(*shown.process, task.task, task.call);
    json["task"] = task.path;
    json["owner"] = department_json(*shown.pack, task.owner);
    json["clock"] = task.clock.empty() ? Json(nullptr) : Json(task.clock);
    json["since"] = calendar::to_string(task.since);
    json["due"] = task.reading ? wire::day_or_null(task.reading->due) : Json(nullptr);
    json["provisional"] = task.reading && task.reading->provisional;
    json["light"] = task.reading ? Json(word(task.reading->light)) : Json(nullptr);
    json["hold"] = hold_json(*shown.pack, task.hold);
    if (!task.missing.empty()) json["hold"]["missing"] = missing_json(*shown.pack, task.missing);
    return json;
}

/// 补正: what the applicant is asked to hand in is told in the step's own title.
Json waiting_json(const app::PublicStatus& shown, const app::WaitingStep& waiting) {
    Json json = open_task(shown, *waiting.step);
    json["since"] = calendar::to_string(waiting.since);
    if (!waiting.for_papers) return json;
    std::string zh, en;
    for (const Json& one : json["hold"]["missing"]) {
        zh += (zh.empty() ? "" : "、") + one["zh"].get<std::string>();
        en += (en.empty() ? "" : ", ") + one["en"].get<std::string>();
    }
    json["zh"] = "补正材料：" + zh + "（" + json["zh"].get<std::string>() + "）";
    json["en"] = "Hand in what is missing: " + en + " (" + json["en"].get<std::string>() + ")";
    return json;
}

Json stage_json(const app::PublicStatus& shown, const casework::Stage& stage, const TaskView* started) {
    const process::Task& task = shown.process->tasks[stage.task];
    return {{"task", task.id},
            {"zh", task.name},
            {"en", task.name_en},
            {"owner", department_json(*shown.pack, stage.owner)},
            {"state", started         ? word(started->state)
                      : stage.skipped ? "skipped"
                                      : "waiting"},
            {"since", started ? Json(calendar::to_string(started->since)) : Json(nullptr)},
            {"until", started ? wire::day_or_null(started->until) : Json(nullptr)},
            {"due", started && started->reading ? wire::day_or_null(started->reading->due) : Json(nullptr)},
            {"clock", started && started->reading ? Json(started->clock) : Json(nullptr)}};
}

Json clock_json(const ClockView& clock, const process::Process& process) {
    Json json{{"clock", clock.id},
              {"title", clock_title(process, clock)},
              {"due", wire::day_or_null(clock.reading.due)},
              {"state", word(clock.reading.state)},
              {"light", light_json(&clock)},
              {"left", clock.reading.left.value},
              {"used", clock.reading.used.value},
              {"limit", clock.reading.limit.value},
              {"provisional", clock.reading.provisional}};
    wire::tell_unit(json, clock.reading.unit);
    return json;
}

Json entry_json(const app::PublicEntry& entry, const process::Process& process) {
    static const std::map<std::string_view, std::pair<const char*, const char*>> acts{
        {"submit", {"提交申请", "Applied"}},
        {"complete", {"办结", "Done"}},
        {"hold", {"暂停", "Held"}},
        {"resume", {"恢复", "Resumed"}},
        {"extend", {"延期", "Extended"}},
        {"amend", {"变更", "Changed"}},
        {"withdraw", {"撤回申请", "Withdrawn"}},
        {"lapse", {"视同办结", "Done by silence"}}};
    std::string zh = acts.at(entry.what).first, en = acts.at(entry.what).second;
    if (!entry.task.empty()) {
        const Json step = title_of_path(process, entry.task);
        zh += "：" + step["zh"].get<std::string>();
        en += ": " + step["en"].get<std::string>();
    }
    return {{"day", calendar::to_string(entry.day)}, {"zh", zh}, {"en", en}};
}

}  // namespace

Json for_applicant(const app::CaseOnDesk& desk) {
    const app::PublicStatus shown = public_status(desk);
    const process::Process& process = *shown.process;
    Json json{{"caseNo", shown.case_no},
              {"process", {{"id", process.id}, {"zh", process.name}, {"en", process.name_en}}},
              {"applicant", shown.applicant},
              {"phone", shown.phone},
              {"site", shown.site},
              {"state", word(shown.state)},
              {"today", calendar::to_string(shown.today)},
              {"submitted", calendar::to_string(shown.submitted)},
              {"closed", wire::day_or_null(shown.closed)},
              {"light", word(shown.light)},
              {"expected", expected_json(shown.expected, process)}};
    for (const char* list : {"now", "waitingForYou", "stages", "clocks", "history", "permits"})
        json[list] = Json::array();
    for (const TaskView* task : shown.now) json["now"].push_back(open_task(shown, *task));
    for (const app::WaitingStep& step : shown.waiting) json["waitingForYou"].push_back(waiting_json(shown, step));
    for (const auto& [stage, started] : shown.stages) json["stages"].push_back(stage_json(shown, stage, started));
    for (const ClockView* clock : shown.clocks) json["clocks"].push_back(clock_json(*clock, process));
    for (const app::PublicEntry& entry : shown.history) json["history"].push_back(entry_json(entry, process));
    for (const casework::Permit& permit : shown.permits)
        json["permits"].push_back(permit_json(permit, *shown.pack, process));
    return json;
}

Json moved_json(const std::vector<app::Move>& moves, const calendar::Calendar& calendar) {
    Json list = Json::array();
    for (const app::Move& move : moves) {
        const auto number_in = [&](std::span<const calendar::EditionPtr> editions) {
            const auto same = [&](const calendar::EditionPtr& one) { return one->id == move.edition; };
            const auto found = std::find_if(editions.begin(), editions.end(), same);
            return found == editions.end() ? std::string{} : (*found)->number;
        };
        std::string number = number_in(calendar.editions());
        if (number.empty()) number = number_in(calendar.withdrawn());
        list.push_back({{"edition", move.edition},
                        {"source", number.empty() ? Json(nullptr) : Json(number)},
                        {"clock", move.clock},
                        {"from", wire::day_or_null(move.before)},
                        {"to", wire::day_or_null(move.after)}});
        if (move.withdrawn) list.back()["withdrawn"] = true;
    }
    return list;
}

}  // namespace bandian::http
