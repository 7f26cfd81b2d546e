#include "http/staff_view.hpp"

#include "casework/clock_days.hpp"
#include "process/task_path.hpp"
#include "wire/instant.hpp"
#include "wire/parts.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

/// What may be done about a task now, as forms need it.
Json actions_json(const app::VisibleTask& task, const process::Pack& pack) {
    Json actions = Json::array();
    if (task.may_resume) actions.push_back({{"do", "resume"}});
    for (const app::OfferedOutcome& offered : task.outcomes) {
        Json action{{"do", "complete"}, {"outcome", offered.outcome}, {"asks", offered.asks}};
        action["title"] = both(choice_words(pack, offered.outcome));
        if (const process::Outcome* meaning = pack.outcome(offered.outcome)) {
            action["kind"] = word(meaning->kind);
            for (const auto& [member, need] : {std::pair{"reason", meaning->reason}, std::pair{"law", meaning->law}})
                if (need != process::Need::none) action["needs"].push_back(member);
        }
        actions.push_back(std::move(action));
    }
    if (!task.may_hold) return actions;
    Json reasons = Json::array();
    for (const process::HoldReason& reason : pack.hold_reasons)
        reasons.push_back({{"id", reason.id},
                           {"zh", reason.name},
                           {"en", reason.name_en},
                           {"namesMissing", reason.names_missing},
                           {"clause", reason.clause}});
    actions.push_back({{"do", "claim"}});
    actions.push_back({{"do", "hold"}, {"reasons", std::move(reasons)}});
    return actions;
}

std::string_view word(app::CaseAction action) {
    switch (action) {
        case app::CaseAction::file_permits: return "file-permits";
        case app::CaseAction::amend: return "amend";
        case app::CaseAction::void_entry: return "void";
        case app::CaseAction::withdraw: return "withdraw";
        case app::CaseAction::assign: return "hand";
    }
    return {};
}

Json task_json(const app::VisibleTask& task, const app::VisibleCase& seen) {
    const casework::TaskView& step = *task.step;
    const process::Task& rule = seen.process->tasks[step.task];
    Json json = wire::to_json(step);
    json["title"] = title_of_path(*seen.process, step.path);
    json["ownerName"] = department_json(*seen.pack, step.owner);
    json["provisional"] = step.reading && step.reading->provisional;
    json["missing"] = step.missing;
    json["clause"] = rule.clause;
    json["materials"] = rule.materials;
    json["outcomeTitle"] = step.outcome.empty() ? Json(nullptr) : outcome_done(*seen.pack, step.outcome);
    json["actions"] = actions_json(task, *seen.pack);
    return json;
}

Json clock_json(const app::VisibleClock& clock, const process::Process& process) {
    Json json = wire::to_json(*clock.clock, process);
    json["title"] = clock_title(process, *clock.clock);
    json["clause"] = process.clocks[clock.clock->clock].clause;
    json["actions"] = Json::array();
    if (clock.extend_by > 0) json["actions"].push_back({{"do", "extend"}, {"most", clock.extend_by}});
    return json;
}

std::string_view word(casework::DayReason reason) {
    switch (reason) {
        case casework::DayReason::counts: return "counts";
        case casework::DayReason::first_day: return "first-day";
        case casework::DayReason::rest: return "rest";
        case casework::DayReason::held: return "held";
        case casework::DayReason::in_parallel: return "in-parallel";
        case casework::DayReason::not_running: return "not-running";
    }
    return {};
}

/// Why the day is what it is, in both languages.
std::pair<std::string, std::string> why(const casework::ClockDay& day, const process::Pack& pack,
                                        const calendar::Calendar& calendar) {
    if (day.reason == casework::DayReason::first_day) return {"起算当日不计", "the starting day does not count"};
    if (day.reason == casework::DayReason::held) {
        const process::HoldReason* reason = pack.hold_reason(day.hold);
        return {"暂停：" + (reason ? reason->name : day.hold), "held: " + (reason ? reason->name_en : day.hold)};
    }
    if (day.reason == casework::DayReason::in_parallel)
        return {"并联办理：同时进行的另一环节用时更长，已按其计入",
                "in parallel: another step has used more, and only the longest counts"};
    if (day.reason == casework::DayReason::not_running) return {"没有环节在办", "no step was running"};
    // Of what counts all days, a rest day is a day like any other.
    if (day.reason == casework::DayReason::counts && !calendar.is_working(day.day))
        return {"按自然日计入", "counted as a calendar day"};
    std::string en = day.fact.holiday;
    for (const auto& [zh, name] : calendar.region().holidays_en)
        if (zh == day.fact.holiday) en = name;
    switch (day.fact.kind) {
        case calendar::DayKind::holiday:
            return {day.fact.holiday.empty() ? "放假" : day.fact.holiday, en.empty() ? "holiday" : en};
        case calendar::DayKind::weekend: return {"周末", "weekend"};
        case calendar::DayKind::make_up: return {"调休上班", "make-up working day"};
        case calendar::DayKind::working: break;
    }
    return {"工作日", "working day"};
}

}  // namespace

Json permit_json(const casework::Permit& permit, const process::Pack& pack, const process::Process& process) {
    const process::Call& call = process.calls[permit.call->call];
    const clocks::Reading* reading = permit.clock ? &permit.clock->reading : nullptr;
    return {{"call", permit.call->path},
            {"zh", call.name},
            {"en", call.name_en},
            {"place", permit.place},
            {"owner", department_json(pack, permit.owner)},
            {"state", permit.last ? word(permit.last->state) : "waiting"},
            {"since", calendar::to_string(permit.call->since.day)},
            {"until", permit.last && permit.call->until ? Json(calendar::to_string(permit.call->until->day)) : Json()},
            {"due", reading ? wire::day_or_null(reading->due) : Json(nullptr)},
            {"provisional", reading && reading->provisional},
            {"light", light_json(permit.clock)},
            {"hold", permit.last ? hold_json(pack, permit.last->hold) : Json(nullptr)},
            {"clock", permit.clock ? Json(permit.clock->id) : Json(nullptr)}};
}

Json light_json(const casework::ClockView* clock) {
    return clock && clock->reading.light ? Json(clocks::word(*clock->reading.light)) : Json(nullptr);
}

Json expected_json(const std::optional<casework::Forecast>& forecast, const process::Process& process) {
    if (!forecast || !forecast->day) return nullptr;
    Json json{{"day", calendar::to_string(*forecast->day)},
              {"provisional", forecast->provisional},
              {"workingDays", forecast->days.value},
              {"path", Json::array()},
              {"after", Json::array()}};
    const auto titled = [&](const casework::AheadStep& step) {
        return title(process, step.task, process::parse_task_path(step.path).value().place());
    };
    for (const casework::AheadStep& step : forecast->for_applicant) json["after"].push_back(titled(step));
    for (const casework::AheadStep& step : forecast->steps) {
        if (step.days.value == 0) continue;
        // A promise over several steps goes by its own name, unless it is a permit's.
        const process::Clock& clock = process.clocks[step.clock];
        const bool of_call = process.tasks[step.task].path.find('.') != std::string::npos;
        Json one = clock.own || of_call ? titled(step) : Json{{"zh", clock.name}, {"en", clock.name_en}};
        one["days"] = step.days.value;
        json["path"].push_back(one);
    }
    return json;
}

Json case_json(const app::VisibleCase& seen) {
    const process::Process& process = *seen.process;
    Json json{{"pack", seen.pack->id},
              {"process", process.id},
              {"state", casework::word(seen.state)},
              {"tasks", Json::array()},
              {"clocks", Json::array()},
              {"caseNo", seen.case_no},
              {"version", seen.version},
              {"packVersion", seen.pack->version},
              {"today", calendar::to_string(seen.today)},
              {"calendarRevision", seen.calendar_revision},
              {"light", clocks::word(seen.light)},
              {"applicant", seen.applicant},
              {"site", seen.site},
              {"attributes", wire::to_json(process::Value{seen.attributes})},
              {"expected", expected_json(seen.expected, process)},
              {"processTitle", {{"zh", process.name}, {"en", process.name_en}}},
              {"actions", Json::array()},
              {"permits", Json::array()},
              {"path", Json::array()}};
    for (const app::VisibleTask& task : seen.tasks) json["tasks"].push_back(task_json(task, seen));
    for (const app::VisibleClock& clock : seen.clocks) json["clocks"].push_back(clock_json(clock, process));
    for (const app::CaseAction action : seen.actions) json["actions"].push_back(word(action));
    for (const casework::Permit& permit : seen.permits)
        json["permits"].push_back(permit_json(permit, *seen.pack, process));
    for (const app::VisiblePathStep& step : seen.path) json["path"].push_back(wire::to_json(*step.step, *step.task));
    if (seen.responsibility) json["responsibility"] = wire::to_json(*seen.responsibility);
    if (json["expected"].is_null()) return json;
    json["expected"]["earliest"] = wire::day_or_null(seen.expected->earliest);
    json["expected"]["waitsFor"] = seen.expected->waits_for;
    return json;
}

Json entries_json(const std::vector<app::VisibleEntry>& entries, const casework::Case& c) {
    Json list = Json::array();
    for (const app::VisibleEntry& one : entries) {
        Json json{{"number", one.number}, {"at", wire::to_text(one.at, c.pack->time_zone)}};
        json.update(one.entry);
        json["takenBack"] = one.taken_back;
        if (one.by) json["by"] = *one.by;
        if (one.pack) {
            json["pack"] = one.pack->id;
            json["packHash"] = one.pack->hash;
        }
        if (one.unit) wire::tell_unit(json, *one.unit);
        if (one.entry.contains("task")) json["title"] = title_of_path(*c.process, one.entry["task"]);
        if (one.entry.contains("outcome")) json["outcomeTitle"] = outcome_done(*c.pack, one.entry["outcome"]);
        list.push_back(std::move(json));
    }
    return list;
}

std::optional<Json> days_of(const app::CaseOnDesk& desk, const std::string& id, const calendar::Calendar& calendar) {
    const casework::ClockView* clock = desk.view.clock(id);
    if (!clock) return std::nullopt;
    Json days = Json::array();
    for (const casework::ClockDay& day : casework::days_of(desk.the_case, id, calendar, desk.view.today)) {
        const auto [zh, en] = why(day, *desk.the_case.pack, calendar);
        days.push_back(
            {{"day", calendar::to_string(day.day)},
             {"worked", calendar.is_working(day.day)},
             {"counts", day.number > 0 ? Json(day.number) : Json(nullptr)},
             {"reason", word(day.reason)},
             {"why", zh},
             {"whyEn", en},
             {"source",
              day.fact.edition && !day.fact.edition->number.empty() ? Json(day.fact.edition->number) : Json(nullptr)},
             {"held", day.reason == casework::DayReason::held},
             {"provisional", day.fact.provisional}});
    }
    const clocks::Reading& r = clock->reading;
    Json json{{"clock", id},
              {"title", clock_title(*desk.the_case.process, *clock)},
              {"from", calendar::to_string(r.started_on)},
              {"due", wire::day_or_null(r.due)},
              {"provisional", r.provisional},
              {"limit", r.limit.value},
              {"used", r.used.value},
              {"light", r.light ? Json(clocks::word(*r.light)) : Json(nullptr)},
              {"days", std::move(days)}};
    wire::tell_unit(json, r.unit);
    return json;
}

}  // namespace bandian::http
