#include "http/presentation.hpp"

#include "casework/place_name.hpp"
#include "http/staff_view.hpp"
#include "process/task_path.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

using casework::CaseView;
using casework::ClockView;
using casework::TaskState;
using casework::TaskView;

const process::Task& task_of(const casework::Case& c, process::TaskIndex task) { return c.process->tasks[task]; }

const process::Call* call_of(const casework::Case& c, const std::string& path) {
    for (const process::Call& call : c.process->calls)
        if (path.rfind(call.id + '.', 0) == 0) return &call;
    return nullptr;
}

Json light_of(const ClockView* clock) {
    return clock && clock->reading.light ? Json(word(*clock->reading.light)) : Json(nullptr);
}

Json hold_of(const process::Pack& pack, const std::string& id) {
    if (id.empty()) return nullptr;
    const process::HoldReason* reason = pack.hold_reason(id);
    return {{"id", id}, {"zh", reason ? reason->name : id}, {"en", reason ? reason->name_en : id}};
}

/// What a correction notice lists, by name where it is a material of the pack.
Json missing_of(const process::Pack& pack, const std::vector<std::string>& ids) {
    Json list = Json::array();
    for (const std::string& id : ids) {
        const process::Material* material = pack.material(id);
        list.push_back({{"id", id}, {"zh", material ? material->name : id}, {"en", material ? material->name_en : id}});
    }
    return list;
}

Json open_task(const app::CaseOnDesk& desk, const TaskView& task) {
    Json json = title(desk.the_case, task.task, task.call);
    json["task"] = task.path;
    json["owner"] = department_json(*desk.the_case.pack, task.owner);
    json["clock"] = task.clock.empty() ? Json(nullptr) : Json(task.clock);
    json["since"] = calendar::to_string(task.since);
    json["due"] = task.reading ? wire::day_or_null(task.reading->due) : Json(nullptr);
    json["provisional"] = task.reading && task.reading->provisional;
    json["light"] = task.reading ? Json(word(task.reading->light)) : Json(nullptr);
    json["hold"] = hold_of(*desk.the_case.pack, task.hold);
    if (!task.missing.empty()) json["hold"]["missing"] = missing_of(*desk.the_case.pack, task.missing);
    return json;
}

/// The day on which it was last held.
calendar::Day held_since(const casework::Case& c, const TaskView& task) {
    const std::vector<bool> back = casework::taken_back(c.log);
    for (std::size_t i = c.log.size(); i-- > 0;)
        if (const auto* hold = std::get_if<casework::Hold>(&c.log[i].entry);
            hold && !back[i] && hold->task == task.path)
            return hold->effective.value_or(c.log[i].day);
    return task.since;
}

/// 补正: what the applicant is asked to hand in, so that the task it holds can go on.
Json correction(const app::CaseOnDesk& desk, const TaskView& task) {
    Json json = open_task(desk, task);
    json["since"] = calendar::to_string(held_since(desk.the_case, task));
    std::string zh, en;
    for (const Json& one : json["hold"]["missing"]) {
        zh += (zh.empty() ? "" : "、") + one["zh"].get<std::string>();
        en += (en.empty() ? "" : ", ") + one["en"].get<std::string>();
    }
    json["zh"] = "补正材料：" + zh + "（" + json["zh"].get<std::string>() + "）";
    json["en"] = "Hand in what is missing: " + en + " (" + json["en"].get<std::string>() + ")";
    return json;
}

Json stage(const app::CaseOnDesk& desk, const casework::Stage& s) {
    const process::Task& task = task_of(desk.the_case, s.task);
    Json json{{"task", task.id},
              {"zh", task.name},
              {"en", task.name_en},
              {"owner", department_json(*desk.the_case.pack, s.owner)},
              {"state", s.skipped ? "skipped" : "waiting"},
              {"since", nullptr},
              {"until", nullptr},
              {"due", nullptr},
              {"clock", nullptr}};
    if (!s.started) return json;
    const TaskView& started = desk.view.tasks[*s.started];
    json["state"] = word(started.state);
    json["since"] = calendar::to_string(started.since);
    json["until"] = wire::day_or_null(started.until);
    if (started.reading) {
        json["due"] = wire::day_or_null(started.reading->due);
        json["clock"] = started.clock;
    }
    return json;
}

Json permit(const app::CaseOnDesk& desk, const casework::CallInstance& instance) {
    const casework::Case& c = desk.the_case;
    const process::Call& call = c.process->calls[instance.call];
    Json json{{"call", instance.path},
              {"zh", call.name},
              {"en", call.name_en},
              {"place", casework::place_name(c, instance)},
              {"owner", nullptr},
              {"state", "waiting"},
              {"since", calendar::to_string(instance.since.day)},
              {"until", nullptr},
              {"due", nullptr},
              {"provisional", false},
              {"light", nullptr},
              {"hold", nullptr},
              {"clock", nullptr}};
    const TaskView* last = nullptr;
    for (const TaskView& task : desk.view.tasks)
        if (task.call == instance.path) last = &task;
    // The department it is waited for: that of its last task, whoever files it first.
    process::TaskIndex last_task;
    for (const process::TaskIndex t : c.process->tasks.indices())
        if (contains(call.tasks, t)) last_task = t;
    const process::Value* place = nullptr;
    for (const casework::TaskInstance& o : casework::process_state(c).task_instances)
        if (o.call == instance.path) place = o.place;
    json["owner"] = department_json(*c.pack, department_of(*c.pack, task_of(c, last_task).role, lookup_in(c, place)));
    if (!last) return json;
    json["state"] = word(last->state);
    json["hold"] = hold_of(*c.pack, last->hold);
    if (instance.until) json["until"] = calendar::to_string(instance.until->day);
    if (const ClockView* clock = desk.view.clock(last->clock); clock && clock->id.rfind(instance.path + '.', 0) == 0) {
        json["due"] = wire::day_or_null(clock->reading.due);
        json["clock"] = clock->id;
        json["provisional"] = clock->reading.provisional;
        json["light"] = light_of(clock);
    }
    return json;
}

Json expected(const app::CaseOnDesk& desk) {
    if (!desk.view.expected || !desk.view.expected->day) return nullptr;
    const casework::Forecast& f = *desk.view.expected;
    Json json{{"day", calendar::to_string(*f.day)},
              {"provisional", f.provisional},
              {"workingDays", f.days.value},
              {"path", Json::array()},
              {"after", Json::array()}};
    const auto titled = [&](const casework::AheadStep& step) {
        return title(desk.the_case, step.task, process::parse_task_path(step.path).value().place());
    };
    for (const casework::AheadStep& step : f.for_applicant) json["after"].push_back(titled(step));
    for (const casework::AheadStep& step : f.steps) {
        if (step.days.value == 0) continue;
        // A promise over several steps goes by its own name, unless it is a permit's.
        const process::Clock& clock = desk.the_case.process->clocks[step.clock];
        const bool of_call = task_of(desk.the_case, step.task).path.find('.') != std::string::npos;
        Json one = clock.own || of_call ? titled(step) : Json{{"zh", clock.name}, {"en", clock.name_en}};
        one["days"] = step.days.value;
        json["path"].push_back(one);
    }
    return json;
}

/// What has happened, without reasons or anybody's name: those are for the files.
Json history(const app::CaseOnDesk& desk) {
    static const std::map<std::string, std::pair<const char*, const char*>> acts{
        {"submit", {"提交申请", "Applied"}},
        {"complete", {"办结", "Done"}},
        {"hold", {"暂停", "Held"}},
        {"resume", {"恢复", "Resumed"}},
        {"extend", {"延期", "Extended"}},
        {"amend", {"变更", "Changed"}},
        {"withdraw", {"撤回申请", "Withdrawn"}},
        {"lapse", {"视同办结", "Done by silence"}}};
    const std::vector<bool> back = casework::taken_back(desk.the_case.log);
    Json list = Json::array();
    for (std::size_t i = 0; i < desk.the_case.log.size(); ++i) {
        const Json entry = wire::to_json(desk.the_case.log[i].entry);
        const auto act = acts.find(entry["do"].get<std::string>());
        if (back[i] || act == acts.end()) continue;
        std::string zh = act->second.first, en = act->second.second;
        if (entry.contains("task")) {
            const Json step = title_of_path(*desk.the_case.process, entry["task"]);
            zh += "：" + step["zh"].get<std::string>();
            en += ": " + step["en"].get<std::string>();
        }
        const std::string day = entry.contains("effective") && entry["effective"].is_string()
                                    ? entry["effective"].get<std::string>()
                                    : calendar::to_string(desk.the_case.log[i].day);
        list.push_back({{"day", day}, {"zh", zh}, {"en", en}});
    }
    return list;
}

/// The first `keep` characters of UTF-8 text.
std::string first_characters(const std::string& text, std::size_t keep) {
    std::size_t at = 0;
    for (; keep > 0 && at < text.size(); --keep)
        for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;) ++at;
    return text.substr(0, at);
}

}  // namespace

Json title(const casework::Case& c, process::TaskIndex task, const std::string& call_path) {
    const process::Task& t = task_of(c, task);
    const process::Call* call = call_path.empty() ? nullptr : call_of(c, call_path);
    if (!call) return {{"zh", t.name}, {"en", t.name_en}};
    return {{"zh", call->name + " · " + t.name}, {"en", call->name_en + " · " + t.name_en}};
}

std::string masked_name(const std::string& name) { return name.empty() ? name : first_characters(name, 1) + "*"; }

std::string masked_phone(const std::string& phone) {
    // Only a mobile number of plain digits is long enough to show both ends of.
    const bool mobile = phone.size() >= 11 && phone.find_first_not_of("0123456789+- ") == std::string::npos;
    return mobile ? phone.substr(0, 3) + "****" + phone.substr(phone.size() - 4)
                  : std::string(phone.empty() ? 0 : 4, '*');
}

std::string masked_address(const std::string& address) {
    // The district, and only of an address that says much more.
    if (first_characters(address, 6).size() == address.size()) return std::string(address.empty() ? 0 : 4, '*');
    return first_characters(address, 3) + "****";
}

Json for_desk(const app::CaseOnDesk& desk) {
    // What only facts tell is put in for who may see it.
    Json json = wire::to_json(desk.the_case, static_cast<const casework::CaseView&>(desk.view));
    json["caseNo"] = desk.case_no;
    json["version"] = desk.the_case.version();
    json["packVersion"] = desk.the_case.pack->version;
    json["today"] = calendar::to_string(desk.view.today);
    json["calendarRevision"] = desk.calendar_revision;
    json["light"] = word(desk.view.light);
    json["applicant"] = desk.applicant;
    json["site"] = desk.site;
    json["attributes"] = wire::to_json(process::Value{desk.the_case.attributes});
    json["expected"] = expected(desk);
    return json;
}

Json for_applicant(const app::CaseOnDesk& desk) {
    const casework::Case& c = desk.the_case;
    Json json{{"caseNo", desk.case_no},
              {"process", {{"id", c.process->id}, {"zh", c.process->name}, {"en", c.process->name_en}}},
              {"applicant", masked_name(desk.applicant.value("name", ""))},
              {"phone", masked_phone(desk.applicant.value("phone", ""))},
              {"site", masked_address(desk.site.value("address", ""))},
              {"state", word(desk.view.state)},
              {"today", calendar::to_string(desk.view.today)},
              {"submitted", calendar::to_string(desk.view.submitted)},
              {"closed", wire::day_or_null(desk.view.closed)},
              {"light", word(desk.view.light)},
              {"expected", expected(desk)},
              {"now", Json::array()},
              {"waitingForYou", Json::array()},
              {"stages", Json::array()}};
    for (const TaskView& task : desk.view.tasks) {
        if (task.state != TaskState::active && task.state != TaskState::held) continue;
        const bool yours = process::party_of(*c.pack, task.owner) == process::Party::applicant;
        json[yours ? "waitingForYou" : "now"].push_back(open_task(desk, task));
        if (!task.missing.empty()) json["waitingForYou"].push_back(correction(desk, task));
    }
    json["clocks"] = Json::array();
    for (const ClockView& clock : desk.view.clocks) {
        json["clocks"].push_back({{"clock", clock.id},
                                  {"title", clock_title(c, clock)},
                                  {"due", wire::day_or_null(clock.reading.due)},
                                  {"state", word(clock.reading.state)},
                                  {"light", light_of(&clock)},
                                  {"left", clock.reading.left.value},
                                  {"used", clock.reading.used.value},
                                  {"limit", clock.reading.limit.value},
                                  {"provisional", clock.reading.provisional}});
        wire::tell_unit(json["clocks"].back(), clock.reading.unit);
    }
    json["history"] = history(desk);
    for (const casework::Stage& s : desk.view.stages) json["stages"].push_back(stage(desk, s));
    json["permits"] = permits_of(desk);
    return json;
}

std::set<std::string> materials_asked(const app::CaseOnDesk& desk) {
    std::set<std::string> ids;
    for (const TaskView& task : desk.view.tasks) {
        ids.insert(task.missing.begin(), task.missing.end());
        for (const std::string& id : task_of(desk.the_case, task.task).materials) {
            const process::Material* material = desk.the_case.pack->material(id);
            if (material && (!material->when || process::holds(*material->when, lookup_in(desk.the_case, nullptr))))
                ids.insert(id);
        }
    }
    return ids;
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

Json permits_of(const app::CaseOnDesk& desk) {
    Json permits = Json::array();
    for (const casework::CallInstance& instance : desk.view.calls) permits.push_back(permit(desk, instance));
    return permits;
}

}  // namespace bandian::http
