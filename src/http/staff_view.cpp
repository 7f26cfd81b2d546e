#include "http/staff_view.hpp"

#include "casework/clock_days.hpp"
#include "http/presentation.hpp"
#include "process/task_path.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bandian::http {

namespace {

using casework::CaseState;
using casework::TaskState;

bool may(const app::CaseOnDesk& desk, const app::Actor& actor, const casework::Entry& entry) {
    return may_enter(actor, entry, desk.the_case, desk.view);
}

Json both(const process::Words& words) { return {{"zh", words.zh}, {"en", words.en}}; }

/// What may be done about a task now, as forms need it.
Json actions_on(const app::CaseOnDesk& desk, const app::Actor& actor, const casework::TaskView& task) {
    Json actions = Json::array();
    const casework::Case& c = desk.the_case;
    if (desk.view.state != CaseState::open || !may(desk, actor, casework::Resume{task.path, std::nullopt}))
        return actions;
    if (task.state == TaskState::held) actions.push_back({{"do", "resume"}});
    if (task.state != TaskState::active) return actions;
    const process::Task& rule = c.process->tasks[static_cast<std::size_t>(task.task)];
    for (const std::string& outcome : rule.outcomes) {
        Json asks = Json::array();
        if (outcome == rule.outcomes.front())
            for (const std::string& name : rule.asks)
                if (c.attributes.count(name) == 0) asks.push_back(name);
        Json action{{"do", "complete"}, {"outcome", outcome}, {"asks", std::move(asks)}};
        action["title"] = both(choice_words(*c.pack, outcome));
        if (const process::Outcome* meaning = c.pack->outcome(outcome)) {
            action["kind"] = word(meaning->kind);
            for (const auto& [member, need] : {std::pair{"reason", meaning->reason}, std::pair{"law", meaning->law}})
                if (need != process::Need::none) action["needs"].push_back(member);
        }
        actions.push_back(std::move(action));
    }
    Json reasons = Json::array();
    for (const process::HoldReason& reason : c.pack->hold_reasons)
        reasons.push_back({{"id", reason.id},
                           {"zh", reason.name},
                           {"en", reason.name_en},
                           {"namesMissing", reason.names_missing},
                           {"clause", reason.clause}});
    actions.push_back({{"do", "claim"}});
    actions.push_back({{"do", "hold"}, {"reasons", std::move(reasons)}});
    return actions;
}

Json actions_on_case(const app::CaseOnDesk& desk, const app::Actor& actor) {
    Json actions = Json::array();
    const bool open = desk.view.state == CaseState::open;
    const auto filing = [&](const casework::TaskView& task) {
        const auto& rules = desk.the_case.process->corrections;
        return task.state == TaskState::active &&
               std::any_of(rules.begin(), rules.end(),
                           [&](const process::CorrectionRule& rule) { return rule.after == task.task; });
    };
    if (open && may_file(actor) && std::any_of(desk.view.tasks.begin(), desk.view.tasks.end(), filing))
        actions.push_back("file-permits");
    if (open && may(desk, actor, casework::Amend{})) actions.push_back("amend");
    if (may(desk, actor, casework::Void{})) actions.push_back("void");
    if (open && may(desk, actor, casework::Withdraw{})) actions.push_back("withdraw");
    if (may_assign(actor)) actions.push_back("hand");
    return actions;
}

/// Whether a clock stands in the way of a narrow reader: it is one of his tasks', or of the call his tasks lie in.
bool concerns(const casework::ClockView& clock, const std::vector<const casework::TaskView*>& his) {
    return std::any_of(his.begin(), his.end(), [&](const casework::TaskView* task) {
        return task->clock == clock.id || (!task->call.empty() && clock.id.rfind(task->call + '.', 0) == 0);
    });
}

/// The places that somebody narrow sees, of each list of places: those of his department's permits.
class HisPlaces {
public:
    HisPlaces(const app::CaseOnDesk& desk, const app::Actor& actor) {
        for (const Json& permit : permits_of(desk))
            if (actor.of(permit["owner"]["id"].get<std::string>())) calls_.insert(permit["call"].get<std::string>());
        for (const process::Call& call : desk.the_case.process->calls)
            if (!call.each.empty()) lists_[call.each].push_back(call.id);
    }

    bool has(const std::string& call) const { return calls_.count(call) != 0; }

    /// Takes the other places out of attributes.
    void leave(Json& attributes) const {
        for (const auto& [path, calls] : lists_) {
            Json* record = &attributes;
            for (std::size_t i = 0; i + 1 < path.size() && record; ++i)
                record = record->is_object() && record->contains(path[i]) ? &(*record)[path[i]] : nullptr;
            if (!record || !record->is_object() || !record->contains(path.back())) continue;
            Json his = Json::array();
            const Json& places = (*record)[path.back()];
            for (std::size_t i = 0; i < places.size(); ++i)
                if (any(calls, i + 1)) his.push_back(places[i]);
            if (his.empty()) record->erase(path.back());
            else (*record)[path.back()] = std::move(his);
        }
    }

    /// And out of an entry: lists that he has no place in, and calls that are not his.
    void leave_in_entry(Json& entry) const {
        if (entry.contains("attributes")) leave(entry["attributes"]);
        for (const auto& [path, calls] : lists_)
            if (entry.contains("add") &&
                std::none_of(calls_.begin(), calls_.end(), [&](const std::string& one) { return is_of(one, calls); }))
                entry["add"].erase(path.back());
        if (entry.contains("drop"))
            std::erase_if(entry["drop"].get_ref<Json::array_t&>(),
                          [&](const Json& call) { return !has(call.get<std::string>()); });
    }

private:
    static bool is_of(const std::string& path, const std::vector<std::string>& calls) {
        return std::find(calls.begin(), calls.end(), path.substr(0, path.find('.'))) != calls.end();
    }
    bool any(const std::vector<std::string>& calls, std::size_t number) const {
        return std::any_of(calls.begin(), calls.end(),
                           [&](const std::string& call) { return has(call + '.' + std::to_string(number)); });
    }

    std::set<std::string> calls_;
    std::map<std::vector<std::string>, std::vector<std::string>> lists_;
};

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

/// What facts tell of the case besides: to somebody narrow his own steps of the path, and the day alone; whose the
/// other days were is for those who see the whole case.
void put_facts(Json& json, const app::CaseOnDesk& desk, const std::vector<const casework::TaskView*>* his) {
    const casework::CaseFacts& facts = desk.view;
    const auto shown = [&](const casework::TaskView& task) {
        return !his || std::find(his->begin(), his->end(), &task) != his->end();
    };
    json["path"] = Json::array();
    for (const casework::PathStep& step : facts.path)
        if (shown(facts.tasks[step.task])) json["path"].push_back(wire::to_json(step, facts));
    if (!his) json["responsibility"] = wire::to_json(facts.responsibility);
    if (json["expected"].is_null()) return;
    const casework::Forecast& expected = *facts.expected;
    json["expected"]["earliest"] = wire::day_or_null(expected.earliest);
    json["expected"]["waitsFor"] = Json::array();
    for (const std::string& path : expected.waits_for)
        if (!his ||
            std::any_of(his->begin(), his->end(), [&](const casework::TaskView* task) { return task->path == path; }))
            json["expected"]["waitsFor"].push_back(path);
}

}  // namespace

Json title_of_path(const process::Process& process, const std::string& path) {
    const auto parsed = process::parse_task_path(path);
    const std::string plain = parsed ? parsed->unnumbered() : path;
    for (const process::Task& task : process.tasks) {
        if (task.path != plain) continue;
        for (const process::Call& call : process.calls)
            if (parsed && call.id == parsed->call)
                return {{"zh", call.name + " · " + task.name}, {"en", call.name_en + " · " + task.name_en}};
        return {{"zh", task.name}, {"en", task.name_en}};
    }
    return {{"zh", path}, {"en", path}};
}

Json department_json(const process::Pack& pack, const std::string& id) {
    const process::Department* d = pack.department(id);
    return {{"id", id}, {"zh", d ? d->name : id}, {"en", d ? d->name_en : id}};
}

Json outcome_done(const process::Pack& pack, const std::string& outcome) { return both(done_words(pack, outcome)); }

Json delivery_json(const process::Pack& pack, const std::string& outcome) {
    const process::Outcome* meaning = pack.outcome(outcome);
    if (!meaning || !meaning->delivery || meaning->delivery->name.empty()) return nullptr;
    const process::ResultDelivery& what = *meaning->delivery;
    return {{"zh", what.name}, {"en", what.name_en.empty() ? what.name : what.name_en}, {"clause", what.clause}};
}

Json clock_title(const casework::Case& c, const casework::ClockView& clock) {
    const process::Clock& rule = c.process->clocks[static_cast<std::size_t>(clock.clock)];
    if (rule.own) return title_of_path(*c.process, clock.id);
    Json json{{"zh", rule.name}, {"en", rule.name_en}};
    const auto dot = clock.id.find('.');
    for (const process::Call& call : c.process->calls) {
        if (dot == std::string::npos || call.id != clock.id.substr(0, dot)) continue;
        // Several places have a promise of the same name each: the number tells them apart.
        const std::string number =
            call.each.empty() ? std::string{} : ' ' + clock.id.substr(dot + 1, clock.id.find('.', dot + 1) - dot - 1);
        json["zh"] = call.name + number + " · " + rule.name;
        json["en"] = call.name_en + number + " · " + rule.name_en;
    }
    return json;
}

Json for_staff(const app::CaseOnDesk& desk, const app::Actor& actor) {
    const casework::Case& c = desk.the_case;
    const bool narrow = is_narrow(actor);
    Json json = for_desk(desk);
    json["processTitle"] = {{"zh", c.process->name}, {"en", c.process->name_en}};
    std::vector<const casework::TaskView*> his;
    Json tasks = Json::array();
    for (std::size_t i = 0; i < desk.view.tasks.size(); ++i) {
        const casework::TaskView& task = desk.view.tasks[i];
        if (narrow && !actor.of(task.owner)) continue;
        his.push_back(&task);
        Json one = json["tasks"][i];
        one["title"] = title_of_path(*c.process, task.path);
        one["ownerName"] = department_json(*c.pack, task.owner);
        one["provisional"] = task.reading && task.reading->provisional;
        one["missing"] = task.missing;
        one["clause"] = c.process->tasks[static_cast<std::size_t>(task.task)].clause;
        one["materials"] = c.process->tasks[static_cast<std::size_t>(task.task)].materials;
        one["outcomeTitle"] = task.outcome.empty() ? Json(nullptr) : outcome_done(*c.pack, task.outcome);
        one["actions"] = actions_on(desk, actor, task);
        tasks.push_back(std::move(one));
    }
    Json clocks = Json::array();
    for (std::size_t i = 0; i < desk.view.clocks.size(); ++i) {
        const casework::ClockView& clock = desk.view.clocks[i];
        if (narrow && !concerns(clock, his)) continue;
        Json one = json["clocks"][i];
        one["title"] = clock_title(c, clock);
        one["clause"] = c.process->clocks[static_cast<std::size_t>(clock.clock)].clause;
        one["actions"] = Json::array();
        const bool extendable = desk.view.state == CaseState::open &&
                                c.process->clocks[static_cast<std::size_t>(clock.clock)].extend_by > 0 &&
                                clock.reading.state != clocks::ClockState::stopped && c.extensions.count(clock.id) == 0;
        if (extendable && may(desk, actor, casework::Extend{clock.id, {}, {}}))
            one["actions"].push_back(
                {{"do", "extend"}, {"most", c.process->clocks[static_cast<std::size_t>(clock.clock)].extend_by}});
        clocks.push_back(std::move(one));
    }
    json["tasks"] = std::move(tasks);
    json["clocks"] = std::move(clocks);
    json["actions"] = actions_on_case(desk, actor);
    json["permits"] = permits_of(desk);
    put_facts(json, desk, narrow ? &his : nullptr);
    if (!narrow) return json;
    json["applicant"].erase("idNumber");
    json["applicant"].erase("idType");
    const HisPlaces places{desk, actor};
    std::erase_if(json["permits"].get_ref<Json::array_t&>(),
                  [&](const Json& permit) { return !places.has(permit["call"].get<std::string>()); });
    places.leave(json["attributes"]);
    return json;
}

Json events_of(const app::CaseOnDesk& desk, const app::Actor& actor) {
    const std::vector<bool> back = casework::taken_back(desk.the_case.log);
    const bool narrow = is_narrow(actor);
    const HisPlaces places{desk, actor};
    const Json his_part = narrow ? for_staff(desk, actor) : Json();
    Json events = Json::array();
    for (std::size_t i = 0; i < desk.the_case.log.size(); ++i) {
        const casework::Event& event = desk.the_case.log[i];
        Json entry = wire::to_json(event.entry);
        if (narrow && entry.contains("task")) {
            const std::string path = entry["task"];
            const bool his =
                std::any_of(desk.view.tasks.begin(), desk.view.tasks.end(),
                            [&](const casework::TaskView& task) { return task.path == path && actor.of(task.owner); });
            if (!his) continue;
        }
        if (narrow && entry.contains("clock") && !lies_in(his_part, "clocks", entry["clock"])) continue;
        if (narrow) {
            places.leave_in_entry(entry);
            if (entry.contains("materials"))
                std::erase_if(entry["materials"].get_ref<Json::array_t&>(),
                              [&](const Json& id) { return !lies_in(his_part, "materials", id.get<std::string>()); });
        }
        Json json{{"number", event.number}, {"at", wire::to_text(event.at, desk.the_case.pack->time_zone)}};
        json.update(entry);
        json["takenBack"] = static_cast<bool>(back[i]);
        json["by"] = event.by;
        if (event.pack) {
            json["pack"] = event.pack->id;
            json["packHash"] = event.pack->hash;
        }
        if (const auto* extend = std::get_if<casework::Extend>(&event.entry))
            if (const casework::ClockView* clock = desk.view.clock(extend->clock))
                wire::tell_unit(json, clock->reading.unit);
        if (entry.contains("task")) json["title"] = title_of_path(*desk.the_case.process, entry["task"]);
        if (entry.contains("outcome")) json["outcomeTitle"] = outcome_done(*desk.the_case.pack, entry["outcome"]);
        events.push_back(std::move(json));
    }
    return {{"caseNo", desk.case_no}, {"version", desk.the_case.version()}, {"events", std::move(events)}};
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
              {"title", clock_title(desk.the_case, *clock)},
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

bool lies_in(const Json& his, const std::string& what, const std::string& id) {
    if (what == "clocks")
        return std::any_of(his["clocks"].begin(), his["clocks"].end(),
                           [&](const Json& clock) { return clock["clock"] == id; });
    if (what == "tasks")
        return std::any_of(his["tasks"].begin(), his["tasks"].end(),
                           [&](const Json& task) { return task["task"] == id; });
    return std::any_of(his["tasks"].begin(), his["tasks"].end(), [&](const Json& task) {
        const auto lists = [&](const char* name) {
            return std::find(task[name].begin(), task[name].end(), Json(id)) != task[name].end();
        };
        return lists("materials") || lists("missing");
    });
}

bool is_his(const app::CaseOnDesk& desk, const app::Actor& actor, const std::string& what, const std::string& id) {
    return !is_narrow(actor) || lies_in(for_staff(desk, actor), what, id);
}

}  // namespace bandian::http
