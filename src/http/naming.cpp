#include "http/naming.hpp"

#include "process/task_path.hpp"

namespace bandian::http {

Json both(const process::Words& words) { return {{"zh", words.zh}, {"en", words.en}}; }

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

Json title(const process::Process& process, process::TaskIndex task, const std::string& call_path) {
    const process::Task& t = process.tasks[task];
    if (!call_path.empty())
        for (const process::Call& call : process.calls)
            if (call_path.rfind(call.id + '.', 0) == 0)
                return {{"zh", call.name + " · " + t.name}, {"en", call.name_en + " · " + t.name_en}};
    return {{"zh", t.name}, {"en", t.name_en}};
}

Json clock_title(const process::Process& process, const casework::ClockView& clock) {
    const process::Clock& rule = process.clocks[clock.clock];
    if (rule.own) return title_of_path(process, clock.id);
    Json json{{"zh", rule.name}, {"en", rule.name_en}};
    const auto dot = clock.id.find('.');
    for (const process::Call& call : process.calls) {
        if (dot == std::string::npos || call.id != clock.id.substr(0, dot)) continue;
        // Several places have a promise of the same name each: the number tells them apart.
        const std::string number =
            call.each.empty() ? std::string{} : ' ' + clock.id.substr(dot + 1, clock.id.find('.', dot + 1) - dot - 1);
        json["zh"] = call.name + number + " · " + rule.name;
        json["en"] = call.name_en + number + " · " + rule.name_en;
    }
    return json;
}

Json department_json(const process::Pack& pack, const std::string& id) {
    const process::Department* d = pack.department(id);
    return {{"id", id}, {"zh", d ? d->name : id}, {"en", d ? d->name_en : id}};
}

Json hold_json(const process::Pack& pack, const std::string& id) {
    if (id.empty()) return nullptr;
    const process::HoldReason* reason = pack.hold_reason(id);
    return {{"id", id}, {"zh", reason ? reason->name : id}, {"en", reason ? reason->name_en : id}};
}

Json outcome_done(const process::Pack& pack, const std::string& outcome) { return both(done_words(pack, outcome)); }

Json delivery_json(const process::Pack& pack, const std::string& outcome) {
    const process::Outcome* meaning = pack.outcome(outcome);
    if (!meaning || !meaning->delivery || meaning->delivery->name.empty()) return nullptr;
    const process::ResultDelivery& what = *meaning->delivery;
    return {{"zh", what.name}, {"en", what.name_en.empty() ? what.name : what.name_en}, {"clause", what.clause}};
}

Json person(const std::string& account, const std::string& name) {
    return account.empty() ? Json(nullptr) : Json{{"user", account}, {"name", name.empty() ? account : name}};
}

}  // namespace bandian::http
