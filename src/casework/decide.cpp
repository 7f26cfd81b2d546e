#include "casework/decide.hpp"

#include "casework/attributes.hpp"
#include "casework/process_state.hpp"
#include "process/task_path.hpp"
#include "text/joined.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

namespace bandian::casework {

namespace {

using calendar::Calendar;
using calendar::to_string;
using Refusal = std::optional<Rejection>;

Rejection reject(std::string code, std::string field, std::string detail) {
    return {std::move(code), std::move(field), std::move(detail)};
}

Refusal check_day(Day day, const std::string& field, const Calendar& calendar) {
    if (calendar.covers(day)) return std::nullopt;
    return reject("beyond-calendar", field,
                  "Expected a day from " + to_string(calendar.first()) + " to " + to_string(calendar.last()) +
                      ", which the calendar " + calendar.region().id + " covers, but got " + to_string(day) + ".");
}

/// Nothing, or blanks alone (the ideographic one too).
bool blank(std::string_view text) {
    while (!text.empty()) {
        if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) text.remove_prefix(1);
        else if (text.rfind("\u3000", 0) == 0) text.remove_prefix(3);
        else return false;
    }
    return true;
}

Refusal need_reason(const std::string& reason) {
    if (!blank(reason)) return std::nullopt;
    return reject("missing-reason", "reason", "Expected a reason, but it is missing or empty.");
}

Refusal unknown_limit(const Case& c, const ProcessState& now) {
    for (const ClockInstance& clock : now.clocks) {
        const process::Clock& promise = c.process->clocks[clock.clock];
        if (!clock.started || limit_of(c, clock)) continue;
        std::string names;
        for (const std::string& name : process::names_in(promise.limit)) names += (names.empty() ? "" : ", ") + name;
        return reject("limit-unknown", "attributes",
                      "Expected " + names + " to be known once the clock " + clock.id +
                          " starts, since its limit depends on it, but the limit cannot be worked out.");
    }
    return std::nullopt;
}

enum class Judging {
    anew,   ///< somebody enters it now
    again,  ///< it stands in the log, and what is before it has changed
};

/// Deciding one entry on a case as it stands.
class Decider {
public:
    Decider(const Case& c, const Command& command, const Calendar& calendar, Judging judging = Judging::anew)
        : Decider(c, process_state(c), command, calendar, judging) {}
    Decider(const Case& c, ProcessState now, const Command& command, const Calendar& calendar,
            Judging judging = Judging::anew)
        : case_(c), command_(command), calendar_(calendar), judging_(judging), now_(std::move(now)) {}

    Refusal refusal() const {
        if (auto no = refuse_moment()) return no;
        if (now_.state != CaseState::open && !std::holds_alternative<Void>(command_.entry))
            return reject("case-closed", "case",
                          "Expected an open case, but this one is " + std::string{word(now_.state)} + '.');
        if (auto no = std::visit([this](const auto& entry) { return refuse(entry); }, command_.entry)) return no;
        return check_after();
    }

    /// What a completion would have to say besides is supposed to be said.
    Refusal refusal_of_any(const std::vector<Complete>& completions) const {
        if (auto no = refuse_moment()) return no;
        for (const Complete& one : completions)
            if (auto no = refuse_completion(one)) return no;
        return std::nullopt;
    }

    /// What an entry leads to: no gateway chooses again, nothing that has started is undone, and no clock starts whose
    /// limit depends on what nobody has said.
    Refusal check_outcome(const Case& after, const ProcessState& then) const {
        if (auto no = check_routes(then)) return no;
        if (auto no = check_nothing_undone(then)) return no;
        return unknown_limit(after, then);
    }

    /// The first task whose silence answers by now.
    std::optional<Deem> deem() const {
        if (now_.state != CaseState::open || !calendar_.covers(command_.day)) return std::nullopt;
        // On the day on which a case under way is entered, what was answered in time has yet to be entered too.
        const Event& submission = case_.log.front();
        if (const auto* submit = std::get_if<Submit>(&submission.entry);
            submit && submit->effective && command_.day == submission.day)
            return std::nullopt;
        for (const TaskInstance& task : now_.task_instances)
            if (const auto deem = deem_of(task); deem && !deemed_before(deem->task)) return deem;
        return std::nullopt;
    }

private:
    Refusal refuse_moment() const {
        if (command_.at < case_.log.back().at)
            return reject("out-of-order", "at",
                          "Expected a time not before the last entry of the case, but it is earlier.");
        return check_day(command_.day, "at", calendar_);
    }

    std::optional<Deem> deem_of(const TaskInstance& task) const {
        const auto& deemed_answer = case_.process->tasks[task.task].deemed_answer;
        if (!deemed_answer || task.state != TaskState::active) return std::nullopt;
        const auto index = static_cast<std::size_t>(&task - now_.task_instances.data());
        for (const ClockInstance& clock : now_.clocks) {
            if (clock.clock != deemed_answer->clock || index < clock.first || index >= clock.last) continue;
            const auto reading = read(clock);
            if (!reading || !reading->broken) return std::nullopt;
            return Deem{
                task.path, deemed_answer->outcome,
                std::max(deemed_answer->from_start ? task.last_change.day : *reading->due, task.last_change.day)};
        }
        return std::nullopt;
    }

    /// One that a supervisor took back does not come again by itself.
    bool deemed_before(const std::string& task) const {
        return std::any_of(case_.log.begin(), case_.log.end(), [&](const Event& event) {
            const auto* deem = std::get_if<Deem>(&event.entry);
            return deem && deem->task == task;
        });
    }

    Refusal refuse(const Deem& entry) const {
        const TaskInstance* task = nullptr;
        if (auto no = find(entry.task, task)) return no;
        const auto deem = deem_of(*task);
        if (deem && deem->outcome == entry.outcome && deem->effective == entry.effective) return std::nullopt;
        return reject("not-silent", "task",
                      "Expected a task whose silence answers by now, but " + entry.task + " is none.");
    }

    /// Of an entry that tells something.
    Refusal check_after() const {
        if (!std::holds_alternative<Complete>(command_.entry) && !std::holds_alternative<Amend>(command_.entry))
            return std::nullopt;
        Case after = case_;
        apply(after, {after.next_number(), command_.at, command_.day, command_.entry});
        return check_outcome(after, process_state(after));
    }

    Refusal check_nothing_undone(const ProcessState& then) const {
        for (const TaskInstance& o : now_.task_instances) {
            const TaskInstance* still = then.task_instance(o.path);
            if (still && still->since.day == o.since.day) continue;
            return reject("permits-settled", std::holds_alternative<Amend>(command_.entry) ? "add" : "task",
                          "Expected places to change while permits are open, but the work that waits for them, " +
                              o.path + ", has started.");
        }
        return std::nullopt;
    }

    Refusal refuse(const Submit&) const {
        return reject("already-submitted", "do",
                      "Expected submit as the first entry only, but the case has been submitted.");
    }

    Refusal refuse(const Complete& entry) const {
        if (auto no = refuse_completion(entry)) return no;
        return refuse_unsaid(entry);
    }

    /// What the pack wants said with the outcome. Only once: an entry that stands was made under the rules of its day,
    /// and no other entry can change what it says.
    Refusal refuse_unsaid(const Complete& entry) const {
        const process::Outcome* outcome = judging_ == Judging::anew ? case_.pack->outcome(entry.outcome) : nullptr;
        if (!outcome) return std::nullopt;
        if (outcome->reason == process::Need::required && blank(entry.reason))
            return reject("missing-reason", "reason",
                          "Expected the reason why the outcome is " + entry.outcome + ", but it is missing or empty.");
        if (outcome->law == process::Need::required && blank(entry.law))
            return reject(
                "missing-law", "law",
                "Expected the law by which the outcome is " + entry.outcome + ", but it is missing or empty.");
        return std::nullopt;
    }

    Refusal refuse_completion(const Complete& entry) const {
        const TaskInstance* task = nullptr;
        if (auto no = find(entry.task, task)) return no;
        if (task->state == TaskState::held)
            return reject(
                "task-held", "task",
                "Expected " + entry.task + " to be active, but it is held (" + task->hold + "): resume it first.");
        if (auto no = check_effective(entry.effective, *task)) return no;
        const auto& outcomes = case_.process->tasks[task->task].outcomes;
        if (std::find(outcomes.begin(), outcomes.end(), entry.outcome) == outcomes.end())
            return reject("unknown-outcome", "outcome",
                          "Expected one of " + text::joined(outcomes) + ", but got \"" + entry.outcome + "\".");
        if (auto no = check(entry.attributes, case_.pack->attributes, case_.process->id, "attributes")) return no;
        for (const auto& [name, value] : entry.attributes) {
            const auto known = case_.attributes.find(name);
            if (known != case_.attributes.end() && !(known->second == value))
                return reject("attribute-known", "attributes." + name,
                              "Expected " + name + " to stay " + process::to_text(known->second) + ", but got " +
                                  process::to_text(value) + ": what is known changes by amend alone.");
        }
        return check_asked(entry, *task);
    }

    /// What the task must leave known; nothing, when its outcome ends the case.
    Refusal check_asked(const Complete& entry, const TaskInstance& task) const {
        const auto& asks = case_.process->tasks[task.task].asks;
        std::string missing;
        for (const std::string& name : asks)
            if (case_.attributes.find(name) == case_.attributes.end() &&
                entry.attributes.find(name) == entry.attributes.end() && !case_.pack->attribute(name)->standard &&
                case_.pack->attribute(name)->always.count(case_.process->id) == 0)
                missing += (missing.empty() ? "" : ", ") + name;
        if (missing.empty()) return std::nullopt;
        Case after = case_;
        apply(after, {case_.next_number(), command_.at, command_.day, entry});
        if (process_state(after).state != CaseState::open) return std::nullopt;
        return reject("missing-attribute", "attributes." + missing.substr(0, missing.find(',')),
                      "Expected completing " + entry.task + " to leave known: " + missing + "; but it does not.");
    }

    Refusal refuse(const Hold& entry) const {
        const TaskInstance* task = nullptr;
        if (auto no = find(entry.task, task)) return no;
        if (task->state == TaskState::held)
            return reject("task-held", "task",
                          "Expected " + entry.task + " to be active, but it is held already (" + task->hold + ").");
        if (auto no = check_effective(entry.effective, *task)) return no;
        const process::HoldReason* reason = case_.pack->hold_reason(entry.reason);
        if (!reason) {
            const std::string list = text::joined(case_.pack->hold_reasons, ", ", &process::HoldReason::id);
            return reject("unknown-hold-reason", "reason",
                          "Expected one of " + list + ", but got \"" + entry.reason + "\".");
        }
        if (!reason->names_missing) {
            if (entry.missing.empty()) return std::nullopt;
            return reject("nothing-missing", "missing",
                          "Expected what is missing with a correction only, but the reason is " + entry.reason + '.');
        }
        if (entry.missing.empty() ||
            std::any_of(entry.missing.begin(), entry.missing.end(), [](const auto& m) { return blank(m); }))
            return reject(
                "nothing-missing", "missing",
                "Expected the one notice to list all that is missing, but it lists nothing or an empty line.");
        if (!blank(entry.override_why)) return std::nullopt;
        if (task->corrections > 0)
            return reject("second-correction", "override",
                          "Expected one correction notice for " + entry.task +
                              ", but it has had one: a second needs \"override\" with the supervisor's reason.");
        return check_correction_in_time(entry, *task);
    }

    /// 行政许可法 32 binds the departments: within so many working days of the receipt of the materials, by the filing
    /// of the same attempt.
    Refusal check_correction_in_time(const Hold& entry, const TaskInstance& task) const {
        if (!by_department(task)) return std::nullopt;
        const auto index = static_cast<std::size_t>(&task - now_.task_instances.data());
        const TaskInstance* filing = nullptr;
        const process::CorrectionRule* rule = nullptr;
        for (const process::CorrectionRule& r : case_.process->corrections) {
            if (!process::contains(case_.process->calls[r.call].tasks, task.task)) continue;
            if (const TaskInstance* done = now_.done_with(*case_.process, r.after, task.call, index, index + 1))
                filing = done, rule = &r;
        }
        if (!filing) return std::nullopt;
        const Day day = entry.effective.value_or(command_.day);
        if (calendar_.count(filing->until->day, day) <= calendar::WorkingDays{rule->within}) return std::nullopt;
        return reject("late-correction", "override",
                      "Expected the correction notice within " + std::to_string(rule->within) + " working days of " +
                          to_string(filing->until->day) + ", the day of filing, but it comes on " + to_string(day) +
                          ": later needs \"override\" with the supervisor's reason.");
    }

    bool by_department(const TaskInstance& task) const {
        const std::string& role = case_.process->tasks[task.task].role;
        const std::string owner = process::department_of(*case_.pack, role, lookup_in(case_, task.place));
        return process::party_of(*case_.pack, owner) == process::Party::government;
    }

    Refusal refuse(const Resume& entry) const {
        const TaskInstance* task = nullptr;
        if (auto no = find(entry.task, task)) return no;
        if (task->state != TaskState::held)
            return reject("task-not-held", "task",
                          "Expected " + entry.task + " to be held, but it is " + std::string{word(task->state)} + '.');
        return check_effective(entry.effective, *task);
    }

    Refusal refuse(const Extend& entry) const {
        if (auto no = need_reason(entry.reason)) return no;
        const ClockInstance* clock = now_.clock(entry.clock);
        std::optional<clocks::Reading> reading;
        if (clock) reading = read(*clock);
        if (!reading)
            return reject("unknown-clock", "clock",
                          "Expected a clock that has started, but there is no \"" + entry.clock + "\".");
        const int most = case_.process->clocks[clock->clock].extend_by;
        if (most == 0)
            return reject("not-extendable", "clock",
                          "Expected a clock that may be extended, but " + entry.clock + " may not.");
        if (case_.extensions.count(entry.clock) != 0)
            return reject("extended-before", "clock",
                          "Expected at most one extension, but " + entry.clock + " has had one.");
        if (entry.days.value < 1 || entry.days.value > most)
            return reject(
                "invalid-extension", "days",
                "Expected 1 to " + std::to_string(most) + " days, but got " + std::to_string(entry.days.value) + '.');
        if (reading->state == clocks::ClockState::stopped)
            return reject("clock-stopped", "clock",
                          "Expected a running or paused clock, but " + entry.clock + " has stopped.");
        if (reading->broken)
            return reject("clock-broken", "clock",
                          "Expected an unbroken clock, but " + entry.clock + " missed its due day " +
                              to_string(*reading->due) + '.');
        return std::nullopt;
    }

    Refusal refuse(const Amend& entry) const {
        if (auto no = need_reason(entry.reason)) return no;
        if (entry.attributes.empty() && entry.add.empty() && entry.drop.empty())
            return reject("nothing-amended", "attributes",
                          "Expected attributes, add or drop, but the entry has none of them.");
        if (auto no = check(entry.attributes, case_.pack->attributes, case_.process->id, "attributes")) return no;
        for (const process::Call& call : case_.process->calls) {
            if (call.each.empty() || entry.attributes.find(call.each.front()) == entry.attributes.end()) continue;
            if (case_.attributes.find(call.each.front()) != case_.attributes.end())
                return reject("attribute-known", "attributes." + call.each.front(),
                              "Expected places to be changed by add and drop, since " + call.each.front() +
                                  " is known, but got it whole.");
        }
        if (auto no = check_added(entry)) return no;
        return check_dropped(entry);
    }

    Refusal check_added(const Amend& entry) const {
        for (const auto& [name, list] : entry.add) {
            const std::string field = "add." + name;
            const process::Call* call = first_call_over(name);
            if (!call) {
                std::string known;
                for (const process::Call& c : case_.process->calls)
                    if (!c.each.empty() && known.find(c.each.back()) == std::string::npos)
                        known += (known.empty() ? "" : ", ") + c.each.back();
                return reject("unknown-attribute", field, "Expected one of " + known + ", but got \"" + name + "\".");
            }
            if (case_.attributes.find(call->each.front()) == case_.attributes.end())
                return reject(
                    "attribute-unknown", field,
                    "Expected " + call->each.front() + " to be known before a place is added, but it is not.");
            if (auto no = check(list, *rule_of(call->each), case_.process->id, field)) return no;
            if (list.as<process::List>()->empty())
                return reject("nothing-amended", field, "Expected at least one place, but the list is empty.");
            if (auto no = check_block_open(*call, field)) return no;
        }
        return std::nullopt;
    }

    Refusal check_dropped(const Amend& entry) const {
        for (std::size_t i = 0; i < entry.drop.size(); ++i) {
            const std::string field = "drop[" + std::to_string(i) + ']';
            const std::string& path = entry.drop[i];
            if (std::find(entry.drop.begin(), entry.drop.begin() + static_cast<std::ptrdiff_t>(i), path) !=
                entry.drop.begin() + static_cast<std::ptrdiff_t>(i))
                return reject("call-not-open", field, "Expected each call once, but " + path + " is there twice.");
            const process::Call* call = nullptr;
            const Place* place = find_place(path, call);
            if (!place || first_call_over(call->each.back()) != call)
                return reject("unknown-call", field,
                              "Expected a permit of this case such as green-space.1, but got \"" + path + "\".");
            if (place->dropped)
                return reject("call-not-open", field, "Expected an open call, but " + path + " has been dropped.");
            for (const CallInstance& instance : now_.calls)
                if (instance.path == path && instance.until)
                    return reject("call-not-open", field,
                                  "Expected an open call, but " + path + " was finished on " +
                                      to_string(instance.until->day) + '.');
            if (auto no = check_block_open(*call, field)) return no;
        }
        return std::nullopt;
    }

    /// Places change only while the block that waits for them is not left: once the next task has started it is too
    /// late.
    Refusal check_block_open(const process::Call& call, const std::string& field) const {
        for (const process::NodeIndex i : case_.process->nodes.indices()) {
            const process::Node& block = case_.process->nodes[i];
            if ((block.block != process::Block::some_of && block.block != process::Block::parallel) || !now_.passed[i])
                continue;
            if (contains(block, call.node))
                return reject(
                    "permits-settled", field,
                    "Expected places to change while permits are open, but the work that waits for them has started.");
        }
        return std::nullopt;
    }

    bool contains(const process::Node& node, process::NodeIndex wanted) const {
        return std::any_of(node.children.begin(), node.children.end(), [&](process::NodeIndex child) {
            return child == wanted || contains(case_.process->nodes[child], wanted);
        });
    }

    /// A gateway that has chosen does not choose again; a place added may only open a branch of its own.
    Refusal check_routes(const ProcessState& then) const {
        const auto* amend = std::get_if<Amend>(&command_.entry);
        const bool opens = amend && !amend->add.empty() && amend->attributes.empty();
        const auto still_taken = [&](const RouteTaken& route, const RouteTaken& other) {
            if (!opens || case_.process->nodes[route.node].block != process::Block::some_of)
                return other.taken == route.taken;
            return (route.taken & ~other.taken) == 0;
        };
        using Gateway = std::pair<process::NodeIndex, std::string_view>;
        std::multimap<Gateway, const RouteTaken*> others;
        for (const RouteTaken& other : then.routes) others.emplace(Gateway{other.node, other.scope}, &other);
        for (const RouteTaken& route : now_.routes) {
            const auto [first, last] = others.equal_range({route.node, route.scope});
            for (auto other = first; other != last; ++other) {
                if (still_taken(route, *other->second)) continue;
                return reject("route-taken", "attributes",
                              "Expected what is told to leave the way taken at \"" +
                                  case_.process->nodes[route.node].name +
                                  "\" as it is, but it would change: void the entry that settled it instead.");
            }
        }
        return std::nullopt;
    }

    Refusal refuse(const Void& entry) const {
        if (auto no = need_reason(entry.reason)) return no;
        if (entry.entry < 1 || entry.entry > case_.version())
            return reject("unknown-entry", "step",
                          "Expected an entry from 1 to " + std::to_string(case_.version()) + ", but got " +
                              std::to_string(entry.entry) + '.');
        const auto index = static_cast<std::size_t>(entry.entry) - 1;
        if (std::holds_alternative<Submit>(case_.log[index].entry))
            return reject(
                "not-voidable", "step",
                "Expected an entry after the submission, but got the submission itself: withdraw the case instead.");
        if (taken_back(case_.log)[index])
            return reject(
                "voided-before", "step",
                "Expected a standing entry, but entry " + std::to_string(entry.entry) + " has been taken back.");
        return check_later_entries(entry);
    }

    /// The case is worked out again without the entry; refused when a later one needs it.
    Refusal check_later_entries(const Void& entry) const {
        std::vector<Event> log = case_.log;
        log.push_back({case_.next_number(), command_.at, command_.day, entry});
        const std::vector<bool> back = taken_back(log);
        Case again = replay(case_.pack, {log.front()});
        for (std::size_t i = 1; i < log.size(); ++i) {
            if (std::holds_alternative<Void>(log[i].entry)) continue;
            if (!back[i]) {
                if (const Refusal no =
                        Decider{again, {log[i].at, log[i].day, log[i].entry}, calendar_, Judging::again}.refusal())
                    return reject("entry-needed", "step",
                                  "Expected no later entry to need entry " + std::to_string(entry.entry) +
                                      ", but without it entry " + std::to_string(i + 1) +
                                      " would be refused: " + no->detail);
                apply(again, log[i]);
            }
        }
        return std::nullopt;
    }

    Refusal refuse(const Withdraw& entry) const { return need_reason(entry.reason); }

    Refusal find(const std::string& path, const TaskInstance*& task) const {
        task = now_.task_instance(path);
        if (!task) {
            const auto parsed = process::parse_task_path(path);
            const bool exists =
                std::any_of(case_.process->tasks.begin(), case_.process->tasks.end(),
                            [&](const process::Task& t) { return t.path == path || (parsed && t.id == parsed->id); });
            return reject(
                exists ? "task-not-open" : "unknown-task", "task",
                "Expected " + open_tasks() + ", but got \"" + path + (exists ? "\", which has not started." : "\"."));
        }
        if (task->state == TaskState::done || task->state == TaskState::cancelled)
            return reject("task-not-open", "task",
                          "Expected " + path + " to be open, but it is " + std::string{word(task->state)} + '.');
        return std::nullopt;
    }

    std::string open_tasks() const {
        std::string list;
        for (const TaskInstance& o : now_.task_instances)
            if (o.state == TaskState::active || o.state == TaskState::held)
                list += (list.empty() ? "one of the open tasks " : ", ") + o.path;
        return list.empty() ? "an open task" : list;
    }

    /// Not before the last transition of its task, not after the day of entry.
    Refusal check_effective(const std::optional<Day>& effective, const TaskInstance& task) const {
        const Day day = effective.value_or(command_.day);
        const std::string field = effective ? "effective" : "at";
        if (day < task.last_change.day)
            return reject("effective-too-early", field,
                          "Expected a day not before " + to_string(task.last_change.day) + ", the last change of " +
                              task.path + ", but got " + to_string(day) + '.');
        if (day > command_.day)
            return reject("effective-too-late", field,
                          "Expected a day not after the day of entry, " + to_string(command_.day) + ", but got " +
                              to_string(day) + '.');
        return std::nullopt;
    }

    std::optional<clocks::Reading> read(const ClockInstance& instance) const {
        const process::Clock& clock = case_.process->clocks[instance.clock];
        return clocks::read(now_.timeline, instance.root, clock.covers, promise_of(case_, instance), instance.standing,
                            calendar_, command_.day);
    }

    const process::Call* first_call_over(const std::string& name) const {
        for (const process::Call& call : case_.process->calls)
            if (!call.each.empty() && call.each.back() == name) return &call;
        return nullptr;
    }

    const process::AttributeRule* rule_of(const std::vector<std::string>& path) const {
        const std::vector<process::AttributeRule>* rules = &case_.pack->attributes;
        const process::AttributeRule* rule = nullptr;
        for (const std::string& name : path) {
            const auto found = std::find_if(rules->begin(), rules->end(), [&](const auto& r) { return r.id == name; });
            rule = &*found;  // the loader has checked that it is there
            rules = &rule->members;
        }
        return rule;
    }

    const Place* find_place(const std::string& path, const process::Call*& call) const {
        const auto dot = path.rfind('.');
        if (dot == std::string::npos) return nullptr;
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(path.data() + dot + 1, path.data() + path.size(), number);
        if (error != std::errc{} || end != path.data() + path.size() || path[dot + 1] == '0') return nullptr;
        for (const process::Call& c : case_.process->calls) {
            if (c.each.empty() || c.id != path.substr(0, dot)) continue;
            const std::vector<Place>* places = case_.places_of(c.each);
            if (!places || number < 1 || number > places->size()) return nullptr;
            call = &c;
            return &(*places)[number - 1];
        }
        return nullptr;
    }

    const Case& case_;
    const Command& command_;
    const Calendar& calendar_;
    const Judging judging_;
    const ProcessState now_;
};

}  // namespace

std::optional<Rejection> check_process(const process::Pack& pack, const std::string& id) {
    if (pack.process(id)) return std::nullopt;
    const std::string list = text::joined(pack.processes, ", ", text::key);
    return reject("unknown-process", "process", "Expected one of " + list + ", but got \"" + id + "\".");
}

std::optional<Rejection> check_material(const process::Pack& pack, const std::string& id, const std::string& field) {
    if (pack.material(id)) return std::nullopt;
    const std::string list = text::joined(pack.materials, ", ", &process::Material::id);
    return reject("unknown-material", field, "Expected one of " + list + ", but got \"" + id + "\".");
}

Decision decide_submission(const process::Pack& pack, const Command& command, const Calendar& calendar) {
    const auto* submit = std::get_if<Submit>(&command.entry);
    if (!submit) return reject("not-submitted", "do", "Expected submit as the first entry, but got another.");
    if (auto no = check_process(pack, submit->process)) return *no;
    if (auto no = check_day(command.day, "at", calendar)) return *no;
    if (submit->effective) {
        if (auto no = check_day(*submit->effective, "effective", calendar)) return *no;
        if (*submit->effective > command.day)
            return reject("effective-too-late", "effective",
                          "Expected a day not after the day of entry, " + to_string(command.day) + ", but got " +
                              to_string(*submit->effective) + '.');
        if (*submit->effective < pack.in_force_from)
            return reject("effective-too-early", "effective",
                          "Expected a day on which " + pack.id + " was in force, from " +
                              to_string(pack.in_force_from) + " on, but got " + to_string(*submit->effective) + '.');
    }
    if (auto no = check(submit->attributes, pack.attributes, submit->process, "attributes")) return *no;
    for (std::size_t i = 0; i < submit->materials.size(); ++i)
        if (auto no = check_material(pack, submit->materials[i], "materials[" + std::to_string(i) + ']')) return *no;
    const Event event{1, command.at, command.day, command.entry, command.by, PackRef{pack.id, pack.hash}};
    // A case of its own for a moment: the pack outlives it.
    const Case opened = replay({std::shared_ptr<const process::Pack>{}, &pack}, {event});
    if (auto no = unknown_limit(opened, process_state(opened))) return *no;
    return event;
}

Decision decide(const Case& the_case, const Command& command, const Calendar& calendar) {
    if (auto no = Decider{the_case, command, calendar}.refusal()) return *no;
    return Event{the_case.next_number(), command.at, command.day, command.entry, command.by};
}

std::variant<CaseInState, Rejection> complete_together(CaseInState before, Instant at, Day day,
                                                       const std::vector<Complete>& completions,
                                                       const Calendar& calendar, const std::string& by) {
    Case& the_case = before.the_case;
    const Command command{at, day, Entry{}, by};
    const Decider desk{the_case, std::move(before.now), command, calendar};
    if (auto no = desk.refusal_of_any(completions)) return *no;
    for (const Complete& one : completions) apply(the_case, {the_case.next_number(), at, day, one, by});
    ProcessState then = process_state(the_case);
    if (auto no = desk.check_outcome(the_case, then)) return *no;
    return CaseInState{std::move(the_case), std::move(then)};
}

std::vector<Event> settle_deemed(Case& the_case, Instant at, Day day, const Calendar& calendar) {
    std::vector<Event> entered;
    const bool may_be_silent = std::any_of(the_case.process->tasks.begin(), the_case.process->tasks.end(),
                                           [](const process::Task& t) { return t.deemed_answer.has_value(); });
    while (may_be_silent) {
        const Command looking{at, day, Entry{}};
        const std::optional<Deem> deem = Decider{the_case, looking, calendar}.deem();
        if (!deem) break;
        entered.push_back({the_case.next_number(), at, day, *deem});
        apply(the_case, entered.back());
    }
    return entered;
}

}  // namespace bandian::casework
