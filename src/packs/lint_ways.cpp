#include "packs/combinations.hpp"
#include "packs/linter.hpp"

#include <algorithm>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::Block;
using process::Expression;
using process::Node;
using process::Pack;
using process::Process;
using process::Record;
using process::TaskSet;
using process::Value;

/// Whether a condition can hold for some values of what it reads. What depends on places or lists may always hold.
bool may_hold(const Pack& pack, const Process& process, const Expression& condition) {
    std::vector<const Expression*> parts;
    collect(condition, parts);
    std::vector<Record> all{{}};
    for (const std::string& name : process::names_in(condition)) {
        if (name == "outcome" || name.find('.') != std::string::npos || name == "place") return true;
        const AttributeRule* rule = pack.attribute(name);
        if (!rule) return true;
        const std::vector<Value> values = values_of(*rule, process.id, parts);
        if (values.empty()) return true;
        const std::size_t before = all.size();
        widen(all, name, values);
        if (values.size() > 1 && all.size() == before) return true;  // too many to tell
    }
    return std::any_of(all.begin(), all.end(), [&](const Record& record) { return process::holds(condition, lookup_in(record)); });
}

class Ways {
public:
    Ways(const Pack& pack, const Process& process, Faults& faults) : pack_(pack), process_(process), faults_(faults) {}

    void check() {
        check_ends(process_.root, true);
        if (!energized_) error(process_.nodes[static_cast<std::size_t>(process_.root)].origin.file.empty() ? process_.tasks.front().origin : process_.nodes[static_cast<std::size_t>(process_.root)].origin,
                               "Expected an end event with bd:state=\"energized\" in " + process_.id + ", but none has it: its cases would never close.");
        walk(process_.root);
        for (const process::Clock& clock : process_.clocks)
            if ((clock.covers & may_start_).none())
                put(clock.origin, "Expected a task that may start under clock " + clock.path + ", but every way to what it covers is barred.", "idle-clock");
    }

private:
    /// Power ends the case: only where nothing else can still run.
    void check_ends(int index, bool alone) {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        if (node.block == Block::end && node.settles == "energized") {
            energized_ = true;
            if (!alone) error(node.origin, "Expected bd:state=\"energized\" on the case's own way only, but \"" + node.name + "\" lies in a branch beside others, in a loop or in a called process: it would end the case.");
        }
        const bool still_alone = alone && (node.block == Block::sequence || node.block == Block::choice);
        for (const int child : node.children) check_ends(child, still_alone);
    }

    void error(const process::Origin& origin, std::string text) { tell_once(faults_, {{origin.file, origin.line, origin.column}, Severity::error, std::move(text), "end"}); }

    void walk(int index) {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        if (node.block == Block::task) may_start_.set(static_cast<std::size_t>(node.task));
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            // Of a loop the condition is that of its redo.
            const std::size_t at = node.block == Block::loop ? 0 : i;
            const bool conditional = at < node.conditions.size() && node.conditions[at] && (node.block != Block::loop || i == 1);
            if (conditional && !may_hold(pack_, process_, *node.conditions[at])) {
                const Expression& condition = *node.conditions[at];
                put(condition.origin, "Expected the condition \"" + condition.text + "\" at \"" + node.name + "\" to hold for some values of what it reads, but it never does.", "never-holds");
                continue;
            }
            walk(node.children[i]);
        }
    }

    void put(const process::Origin& origin, std::string text, std::string rule) { tell_once(faults_, {{origin.file, origin.line, origin.column}, Severity::warning, std::move(text), std::move(rule)}); }

    const Pack& pack_;
    const Process& process_;
    Faults& faults_;
    TaskSet may_start_;
    bool energized_ = false;
};

}  // namespace

void lint_ways(const Pack& pack, Faults& faults) {
    for (const auto& [id, process] : pack.processes) Ways{pack, *process, faults}.check();
}

}  // namespace bandian::packs
