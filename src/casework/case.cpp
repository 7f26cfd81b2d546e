#include "casework/case.hpp"

#include "casework/process_state.hpp"
#include "process/task_path.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace bandian::casework {

namespace {

/// The list under a path of names, made when it is not there.
process::List& list_made_at(Record& attributes, const std::vector<std::string>& path) {
    Record* record = &attributes;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        process::Value& value = (*record)[path[i]];
        if (!value.as<Record>()) value = Record{};
        record = value.as<Record>();
    }
    process::Value& value = (*record)[path.back()];
    if (!value.as<process::List>()) value = process::List{};
    return *value.as<process::List>();
}

void learn(Case& c, const Record& attributes) {
    if (attributes.empty()) return;
    for (const auto& [name, value] : attributes) c.attributes[name] = value;
    for (const process::Call& call : c.process->calls) {
        if (call.each.empty()) continue;
        if (const process::List* list = list_at(c.attributes, call.each)) {
            std::vector<Place>& places = c.places[call.each];
            if (places.size() < list->size()) places.resize(list->size());
        }
    }
}

bool reads(const process::Expression& expression, const std::string& name) {
    if (expression.op == process::Operator::name) return expression.path.front() == name;
    return std::any_of(expression.operands.begin(), expression.operands.end(),
                       [&](const auto& operand) { return reads(operand, name); });
}

bool has_dropped(const Case& c, const process::Call& call) {
    const std::vector<Place>* places = c.places_of(call.each);
    return places &&
           std::any_of(places->begin(), places->end(), [](const Place& one) { return one.dropped.has_value(); });
}

/// Whether something has been entered about a task that the clock covers, whatever its place and attempt, or a place of
/// such a task was dropped: nothing else stops a clock while the case goes on.
bool touched(const Case& c, const process::Clock& clock) {
    for (const process::Call& call : c.process->calls)
        if ((call.tasks & clock.covers).any() && has_dropped(c, call)) return true;
    for (const auto& [path, facts] : c.tasks) {
        const std::string task = process::parse_task_path(path).value().unnumbered();
        for (const process::TaskIndex t : c.process->tasks.indices())
            if (contains(clock.covers, t) && c.process->tasks[t].path == task) return true;
    }
    return false;
}

/// A limit that depends on what is being told is the new one for every clock not yet stopped, from its start; those
/// that have stopped keep the one they had. Asked before it is told.
void settle_limits(Case& c, const std::string& name) {
    const bool matters =
        std::any_of(c.process->clocks.begin(), c.process->clocks.end(),
                    [&](const process::Clock& clock) { return reads(clock.limit, name) && touched(c, clock); });
    if (!matters) return;
    const ProcessState now = process_state(c);
    for (const ClockInstance& clock : now.clocks)
        if (clock.started && clock.standing.state == clocks::ClockState::stopped &&
            reads(c.process->clocks[clock.clock].limit, name))
            if (const std::optional<int> limit = limit_of(c, clock)) c.settled_limits.emplace(clock.id, *limit);
}

void amend(Case& c, const Amend& amend, const Mark mark) {
    for (const auto& [name, value] : amend.attributes) settle_limits(c, name);
    for (const process::Call& call : c.process->calls)
        if (!call.each.empty() && amend.add.find(call.each.back()) != amend.add.end())
            settle_limits(c, call.each.front());
    learn(c, amend.attributes);
    for (const process::Call& call : c.process->calls) {
        if (call.each.empty()) continue;
        const auto found = amend.add.find(call.each.back());
        if (found == amend.add.end()) continue;
        std::vector<Place>& places = c.places[call.each];
        process::List& list = list_made_at(c.attributes, call.each);
        if (places.size() > list.size() || places.size() < list.size()) places.resize(list.size());
        // Several calls may run over one collection (a green space and its relocation): added once.
        if (!places.empty() && places.back().added && places.back().added->entry == mark.entry) continue;
        const process::List* added = found->second.as<process::List>();
        if (!added) throw std::invalid_argument("it adds places, but not as a list");
        for (const process::Value& place : *added) {
            list.push_back(place);
            places.push_back({mark, std::nullopt});
        }
    }
    for (const std::string& path : amend.drop) {
        const auto dot = path.rfind('.');
        for (const process::Call& call : c.process->calls)
            if (!call.each.empty() && call.id == path.substr(0, dot))
                c.places[call.each].at(std::stoul(path.substr(dot + 1)) - 1).dropped = mark;
    }
}

void settle(Case& c, const Event& event) {
    const auto mark = [&](const std::optional<Day>& effective = std::nullopt) {
        return Mark{effective.value_or(event.day), event.number};
    };
    if (const auto* submit = std::get_if<Submit>(&event.entry)) {
        c.process = c.pack->process(submit->process);
        learn(c, submit->attributes);
        for (const std::string& material : submit->materials)
            c.received[material] = submit->effective.value_or(event.day);
    } else if (const auto* complete = std::get_if<Complete>(&event.entry)) {
        for (const auto& [name, value] : complete->attributes) settle_limits(c, name);
        learn(c, complete->attributes);
        c.tasks[complete->task].push_back(
            {TaskChange::completed, mark(complete->effective), complete->outcome, {}, false});
    } else if (const auto* deem = std::get_if<Deem>(&event.entry)) {
        c.tasks[deem->task].push_back({TaskChange::completed, mark(deem->effective), deem->outcome, {}, true});
    } else if (const auto* hold = std::get_if<Hold>(&event.entry)) {
        for (const std::string& material : hold->missing) c.received.erase(material);
        c.tasks[hold->task].push_back({TaskChange::held, mark(hold->effective), hold->reason, hold->missing, false});
    } else if (const auto* resume = std::get_if<Resume>(&event.entry)) {
        std::vector<TaskFact>& facts = c.tasks[resume->task];
        if (!facts.empty())
            for (const std::string& material : facts.back().missing)
                if (c.pack->material(material)) c.received[material] = resume->effective.value_or(event.day);
        facts.push_back({TaskChange::resumed, mark(resume->effective), {}, {}, false});
    } else if (const auto* extend = std::get_if<Extend>(&event.entry)) {
        c.extensions[extend->clock] = {extend->days, mark()};
    } else if (const auto* change = std::get_if<Amend>(&event.entry)) {
        amend(c, *change, mark());
    } else if (std::holds_alternative<Withdraw>(event.entry)) {
        c.withdrawn = mark();
    }
}

}  // namespace

const std::vector<Place>* Case::places_of(const std::vector<std::string>& collection) const {
    const auto found = places.find(collection);
    return found == places.end() ? nullptr : &found->second;
}

std::vector<bool> taken_back(const std::vector<Event>& log) {
    std::vector<bool> back(log.size());
    for (std::size_t i = log.size(); i-- > 0;)
        if (const auto* v = std::get_if<Void>(&log[i].entry); v && !back[i])
            back[static_cast<std::size_t>(v->entry) - 1] = true;
    return back;
}

const process::List* list_at(const Record& attributes, const std::vector<std::string>& path) {
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

void apply(Case& c, const Event& event) {
    c.log.push_back(event);
    if (std::holds_alternative<Void>(event.entry)) {
        c = replay(c.pack, std::move(c.log));
    } else {
        settle(c, event);
    }
}

Case replay(std::shared_ptr<const process::Pack> pack, std::vector<Event> log) {
    Case c;
    c.pack = std::move(pack);
    c.log = std::move(log);
    c.tasks.reserve(c.log.size());
    const std::vector<bool> back = taken_back(c.log);
    for (std::size_t i = 0; i < c.log.size(); ++i)
        if (!back[i]) settle(c, c.log[i]);
    return c;
}

}  // namespace bandian::casework
