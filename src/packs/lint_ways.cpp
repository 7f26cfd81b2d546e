#include "packs/combinations.hpp"
#include "packs/linter.hpp"
#include "packs/outcomes.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::Block;
using process::Expression;
using process::Node;
using process::NodeIndex;
using process::Pack;
using process::Process;
using process::Record;
using process::TaskSet;
using process::Value;

constexpr std::size_t most_readings = 2'000'000;  // of conditions, part by part, in one process

/// Tries a condition with all values that what it reads may have, as far as they can be told.
class Trial {
public:
    Trial(const Pack& pack, const Process& process) : pack_(pack), process_(process) {}

    /// False: for none of them. What depends on places or lists, or is too much to try, may always hold.
    bool may_hold(const Expression& condition) {
        const auto all = readings(condition, nullptr);
        return !all || std::any_of(all->begin(), all->end(),
                                   [&](const Record& record) { return process::holds(condition, lookup_in(record)); });
    }

    /// True: for all of them, `outcome` being one of those words. What need not be known may be unknown, and then it
    /// does not hold.
    bool always_holds(const Expression& condition, const std::set<std::string>& outcomes) {
        const auto all = readings(condition, &outcomes);
        return all && std::all_of(all->begin(), all->end(),
                                  [&](const Record& record) { return process::holds(condition, lookup_in(record)); });
    }

private:
    /// With `outcomes` also the records in which something is unknown. nullopt: there is no telling.
    std::optional<std::vector<Record>> readings(const Expression& condition, const std::set<std::string>* outcomes) {
        std::vector<const Expression*> parts;
        collect(condition, parts);
        std::vector<Record> all{{}};
        for (const std::string& name : process::names_in(condition)) {
            std::vector<Value> values;
            if (name == "outcome" && outcomes) {
                for (const std::string& word : *outcomes) values.emplace_back(word);
            } else {
                const AttributeRule* rule = name == "outcome" || name == "place" || name.find('.') != std::string::npos
                                                ? nullptr
                                                : pack_.attribute(name);
                if (!rule || (outcomes && !told_apart(*rule, parts))) return std::nullopt;
                values = values_of(*rule, process_.id, parts);
                if (outcomes && !values.empty() && !rule->standard && rule->always.count(process_.id) == 0)
                    values.emplace_back();
            }
            if (values.empty()) return std::nullopt;
            const std::size_t before = all.size();
            widen(all, name, values);
            if (values.size() > 1 && all.size() == before) return std::nullopt;  // too many to tell
        }
        readings_ += all.size() * parts.size();
        if (readings_ > most_readings) return std::nullopt;
        return all;
    }

    /// Whether what it may be is in a list, or the condition only compares it with what stands there itself.
    static bool told_apart(const AttributeRule& rule, const std::vector<const Expression*>& parts) {
        using process::AttributeType;
        if (rule.type == AttributeType::boolean || rule.type == AttributeType::choice) return true;
        if (rule.type == AttributeType::record || rule.type == AttributeType::list) return false;
        const auto is_it = [&](const Expression& e) { return e.path == std::vector{rule.id}; };
        std::ptrdiff_t compared = 0;
        for (const Expression* e : parts)
            if (e->op >= process::Operator::equal && e->op <= process::Operator::greater_equal)
                for (const std::size_t side : {0u, 1u})
                    compared += is_it(e->operands[side]) && e->operands[1 - side].op == process::Operator::literal;
        return compared == std::count_if(parts.begin(), parts.end(), [&](const Expression* e) { return is_it(*e); });
    }

    const Pack& pack_;
    const Process& process_;
    std::size_t readings_ = 0;
};

class Ways {
public:
    Ways(const Pack& pack, const Process& process, Faults& faults)
        : process_(process), faults_(faults), trial_(pack, process) {}

    void check() {
        check_ends(process_.root, true);
        if (!energized_)
            error(process_.nodes[process_.root].origin,
                  "Expected an end event with bd:state=\"energized\" in " + process_.id +
                      ", but none has it: its cases would never close.",
                  "end");
        walk(process_.root);
        for (const process::Clock& clock : process_.clocks)
            if ((clock.covers & may_start_).none())
                put(clock.origin,
                    "Expected a task that may start under clock " + clock.path +
                        ", but every way to what it covers is barred.",
                    "idle-clock");
    }

    /// A loop that is gone round for ever: nobody would ever come out of it.
    void check_loops() {
        const Outcomes outcomes{process_};
        for (const NodeIndex n : process_.nodes.indices()) {
            const Node& node = process_.nodes[n];
            if (node.block != Block::loop || ends(node.children[0]) || ends(node.children[1])) continue;
            const Expression& again = *node.conditions[0];
            if (trial_.always_holds(again, outcomes.at(n)))
                error(node.origin,
                      "Expected a way out of the loop at \"" + node.name + "\", but \"" + again.text +
                          "\" always holds, so that it begins again for ever.",
                      "endless");
            else if (!has_task(node.children[0]) && !has_task(node.children[1]) && trial_.may_hold(again))
                error(node.origin,
                      "Expected a task in the loop at \"" + node.name + "\", but it has none: while \"" + again.text +
                          "\" holds, nothing could change that, and nobody would be asked.",
                      "endless");
        }
    }

private:
    /// Whether a refusal may end the case inside.
    bool ends(NodeIndex index) const {
        const Node& node = process_.nodes[index];
        return node.terminates ||
               std::any_of(node.children.begin(), node.children.end(), [this](NodeIndex child) { return ends(child); });
    }

    bool has_task(NodeIndex index) const {
        const Node& node = process_.nodes[index];
        return node.block == Block::task || std::any_of(node.children.begin(), node.children.end(),
                                                        [this](NodeIndex child) { return has_task(child); });
    }

    /// Power ends the case: only where nothing else can still run.
    void check_ends(NodeIndex index, bool alone) {
        const Node& node = process_.nodes[index];
        if (node.block == Block::end && node.settles == "energized") {
            energized_ = true;
            if (!alone)
                error(node.origin,
                      "Expected bd:state=\"energized\" on the case's own way only, but \"" + node.name +
                          "\" lies in a branch beside others, in a loop or in a called process: it would end the case.",
                      "end");
        }
        const bool still_alone = alone && (node.block == Block::sequence || node.block == Block::choice);
        for (const NodeIndex child : node.children) check_ends(child, still_alone);
    }

    void error(const process::Origin& origin, std::string text, std::string rule) {
        tell_once(faults_,
                  {{origin.file, origin.line, origin.column}, Severity::error, std::move(text), std::move(rule)});
    }

    void walk(NodeIndex index) {
        const Node& node = process_.nodes[index];
        if (node.block == Block::task) may_start_.set(node.task.value());
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            // Of a loop the condition is that of its redo.
            const std::size_t at = node.block == Block::loop ? 0 : i;
            const bool conditional =
                at < node.conditions.size() && node.conditions[at] && (node.block != Block::loop || i == 1);
            if (conditional && !trial_.may_hold(*node.conditions[at])) {
                const Expression& condition = *node.conditions[at];
                put(condition.origin,
                    "Expected the condition \"" + condition.text + "\" at \"" + node.name +
                        "\" to hold for some values of what it reads, but it never does.",
                    "never-holds");
                continue;
            }
            walk(node.children[i]);
        }
    }

    void put(const process::Origin& origin, std::string text, std::string rule) {
        tell_once(faults_,
                  {{origin.file, origin.line, origin.column}, Severity::warning, std::move(text), std::move(rule)});
    }

    const Process& process_;
    Faults& faults_;
    Trial trial_;
    TaskSet may_start_;
    bool energized_ = false;
};

}  // namespace

void lint_ways(const Pack& pack, Faults& faults, Standing standing) {
    for (const auto& [id, process] : pack.processes) {
        Ways ways{pack, *process, faults};
        ways.check();
        if (standing == Standing::offered) ways.check_loops();
    }
}

}  // namespace bandian::packs
