#include "packs/linter.hpp"

#include <algorithm>
#include <set>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::AttributeType;
using process::Block;
using process::Clock;
using process::Expression;
using process::Node;
using process::Pack;
using process::Process;
using process::Record;
using process::Value;

constexpr std::size_t most_combinations = 4096;
constexpr int longest_limit = 1000;

/// What some tasks add to by their limits: the longest path, and its addends.
struct Sum {
    int days = 0;
    std::vector<std::string> addends;
};

/// The series and parallel algebra on limits, for one clock and one combination of attributes.
class Adder {
public:
    Adder(const Process& process, const Clock& promise, const process::Lookup& lookup) : process_(process), promise_(promise), lookup_(lookup) {}

    Sum add(int index) {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        switch (node.block) {
            case Block::task: return of_task(node.task);
            case Block::sequence: {
                Sum sum;
                for (const int child : node.children) {
                    Sum next = add(child);
                    sum.days += next.days;
                    std::move(next.addends.begin(), next.addends.end(), std::back_inserter(sum.addends));
                }
                return sum;
            }
            case Block::loop: return add(node.children[0]);  // a failed attempt is nobody's plan
            case Block::choice:
            case Block::some_of:
            case Block::parallel: return longest(node);
            case Block::call: return of_call(node);
            case Block::end: return {};
        }
        return {};
    }

private:
    /// A call for some of the places only is a departure of its own, see combinations().
    Sum of_call(const Node& node) {
        const process::Call& call = process_.calls[static_cast<std::size_t>(node.call)];
        if (!call.where) return longest(node);
        const Value* asked = lookup_(call.where->text);
        return asked && *asked == Value{true} ? longest(node) : Sum{};
    }

    Sum longest(const Node& node) {
        Sum longest;
        bool settled = false;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const bool conditional = i < node.conditions.size() && node.conditions[i];
            const Value answer = conditional ? process::evaluate(*node.conditions[i], lookup_) : Value{};
            const bool way_past = node.block == Block::choice && !conditional;
            if (answer == Value{false} || (way_past && settled)) continue;
            settled |= answer == Value{true};
            Sum branch = add(node.children[i]);
            if (branch.days > longest.days) longest = std::move(branch);
        }
        return longest;
    }

    /// By the clock over the fewest tasks that lies within the promise; one over several tasks is charged once.
    Sum of_task(int task) {
        if (!promise_.covers[static_cast<std::size_t>(task)]) return {};
        const Clock* closest = nullptr;
        for (const Clock& clock : process_.clocks) {
            if (&clock == &promise_ || clock.kind == process::ClockKind::mean || !clock.covers[static_cast<std::size_t>(task)]) continue;
            if ((clock.covers & ~promise_.covers).any()) continue;
            if (!closest || clock.covers.count() < closest->covers.count()) closest = &clock;
        }
        if (!closest || !charged_.insert(closest).second) return {};
        const Value limit = process::evaluate(closest->limit, lookup_);
        const int days = limit.as<double>() ? static_cast<int>(*limit.as<double>()) : 0;
        const process::Task& t = process_.tasks[static_cast<std::size_t>(task)];
        const std::string name = closest->own ? t.path : t.path.substr(0, t.path.size() - t.id.size()) + closest->id;
        return {days, {name + ' ' + std::to_string(days)}};
    }

    const Process& process_;
    const Clock& promise_;
    const process::Lookup& lookup_;
    std::set<const Clock*> charged_;
};

void collect(const Expression& expression, std::vector<const Expression*>& all) {
    all.push_back(&expression);
    for (const Expression& operand : expression.operands) collect(operand, all);
}

std::vector<const Expression*> expressions_of(const Process& process) {
    std::vector<const Expression*> all;
    for (const Clock& clock : process.clocks) collect(clock.limit, all);
    for (const Node& node : process.nodes)
        for (const auto& condition : node.conditions)
            if (condition) collect(*condition, all);
    return all;
}

/// The values of an attribute between which conditions and limits can tell.
std::vector<Value> values_of(const AttributeRule& rule, const std::string& process, const std::vector<const Expression*>& expressions) {
    if (const auto always = rule.always.find(process); always != rule.always.end()) return {always->second};
    std::vector<Value> values;
    if (rule.standard) values.push_back(*rule.standard);
    const auto add = [&](Value value) {
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
    };
    if (rule.type == AttributeType::boolean) {
        add(Value{false});
        add(Value{true});
    } else if (rule.type == AttributeType::choice) {
        for (const std::string& choice : rule.choices) add(Value{choice});
    } else {
        for (const Expression* e : expressions) {
            if (e->operands.size() != 2 || e->operands[0].path != std::vector{rule.id}) continue;
            if (const auto* number = e->operands[1].literal.as<double>())
                for (const double near : {*number - 1, *number, *number + 1})
                    if (!rule.least || near >= *rule.least) add(Value{near});
        }
    }
    return values;
}

/// Every combination of the attributes that the process reads, the most ordinary first.
std::vector<Record> combinations(const Pack& pack, const Process& process) {
    const std::vector<const Expression*> expressions = expressions_of(process);
    std::set<std::string> names;
    for (const Expression* e : expressions)
        if (e->op == process::Operator::name && e->path.size() == 1) names.insert(e->path.front());
    std::vector<Record> all{{}};
    const auto widen = [&all](const std::string& name, const std::vector<Value>& values) {
        if (values.empty() || all.size() * values.size() > most_combinations) return;
        std::vector<Record> wider;
        for (const Record& one : all)
            for (const Value& value : values) {
                wider.push_back(one);
                wider.back()[name] = value;
            }
        all = std::move(wider);
    };
    for (const AttributeRule& rule : pack.attributes)
        if (names.count(rule.id) != 0) widen(rule.id, values_of(rule, process.id, expressions));
    for (const process::Call& call : process.calls)
        if (call.where) widen(call.where->text, {Value{false}, Value{true}});
    return all;
}

struct Excess {
    Record difference;  ///< from the most favourable combination
    Sum sum;
    int limit = 0;
};

bool includes(const Record& larger, const Record& smaller) {
    return std::all_of(smaller.begin(), smaller.end(), [&](const auto& entry) { return larger.find(entry.first) != larger.end(); });
}

/// A limit is a whole number of working days, whatever the attributes say.
void lint_limits(const Pack& pack, const Process& process, Faults& faults) {
    const std::vector<Record> all = combinations(pack, process);
    for (const Clock& clock : process.clocks) {
        for (const Record& attributes : all) {
            const Value limit = process::evaluate(clock.limit, [&attributes](const std::string& name) -> const Value* {
                const auto found = attributes.find(name);
                return found == attributes.end() ? nullptr : &found->second;
            });
            const auto* days = limit.as<double>();
            if (limit.is_null() || (days && *days >= 1 && *days <= longest_limit && *days == static_cast<int>(*days))) continue;
            faults.push_back({{clock.origin.file, clock.origin.line, clock.origin.column}, Severity::error,
                              "Expected the limit of " + clock.id + " to be a whole number of working days from 1 to " + std::to_string(longest_limit) + ", but it gives " + process::to_text(limit) + ".", "limit-number"});
            break;
        }
    }
}

/// The least departures from the most favourable combination that break the promise.
std::vector<Excess> excesses(const Pack& pack, const Process& process, const Clock& clock) {
    std::vector<std::pair<Record, Excess>> over;
    std::optional<std::pair<int, Record>> best;
    for (const Record& attributes : combinations(pack, process)) {
        const process::Lookup lookup = [&attributes](const std::string& name) -> const Value* {
            const auto found = attributes.find(name);
            return found == attributes.end() ? nullptr : &found->second;
        };
        const Value limit = process::evaluate(clock.limit, lookup);
        if (!limit.as<double>()) continue;
        Excess e{{}, Adder{process, clock, lookup}.add(clock.home), static_cast<int>(*limit.as<double>())};
        if (!best || e.sum.days - e.limit < best->first) best = {e.sum.days - e.limit, attributes};
        if (e.sum.days > e.limit) over.emplace_back(attributes, std::move(e));
    }
    std::vector<Excess> least;
    for (auto& [attributes, e] : over)
        for (const auto& [name, value] : attributes)
            if (!(best->second.at(name) == value)) e.difference.emplace(name, value);
    std::stable_sort(over.begin(), over.end(), [](const auto& a, const auto& b) { return a.second.difference.size() < b.second.difference.size(); });
    for (auto& [attributes, e] : over)
        if (std::none_of(least.begin(), least.end(), [&, &excess = e](const Excess& other) { return includes(excess.difference, other.difference); }))
            least.push_back(e);
    return least;
}

void lint_sums(const Pack& pack, const Process& process, Faults& faults) {
    for (const Clock& clock : process.clocks) {
        if (clock.own || (clock.home != process.root && process.nodes[static_cast<std::size_t>(clock.home)].block == Block::call)) continue;
        for (const Excess& e : excesses(pack, process, clock)) {
            std::string when, path;
            for (const auto& [name, value] : e.difference)
                when += (when.empty() ? "" : " and ") + name + (value == Value{true} && name.find('=') != std::string::npos ? "" : " = " + process::to_text(value));
            for (const std::string& addend : e.sum.addends) path += (path.empty() ? "" : " + ") + addend;
            const std::string sum = std::to_string(e.sum.days), limit = std::to_string(e.limit);
            faults.push_back({{clock.origin.file, clock.origin.line, clock.origin.column},
                              clock.kind == process::ClockKind::mean ? Severity::note : Severity::warning,
                              "Expected the steps under " + clock.id + " to add to at most its " + limit + " working days, but " +
                                  (when.empty() ? "" : "with " + when + " ") + "they add to " + sum + " > " + limit + ": " + path + '.',
                              "promise-sum"});
        }
    }
}

class NameCheck {
public:
    NameCheck(const Pack& pack, std::string pack_file, Faults& faults) : pack_(pack), pack_file_(std::move(pack_file)), faults_(faults) {}

    void run() {
        for (const auto& [id, process] : pack_.processes) check(*process);
    }

private:
    void check(const Process& process) {
        for (const process::Task& task : process.tasks) {
            const std::string at = "task " + task.path + " of " + process.id;
            if (pack_.roles.count(task.role) == 0) fault("Expected role \"" + task.role + "\" under roles, since the lane of " + at + " has it, but it is not there.", "lane-role");
            for (const std::string& name : task.asks)
                if (!attribute(pack_.attributes, name)) fault("Expected attribute \"" + name + "\" under attributes, since " + at + " asks for it, but it is not there.", "attribute");
            for (const std::string& name : task.materials)
                if (std::none_of(pack_.materials.begin(), pack_.materials.end(), [&](const auto& m) { return m.id == name; }))
                    fault("Expected material \"" + name + "\" under materials, since " + at + " needs it, but it is not there.", "material");
        }
        for (const process::Call& call : process.calls) check_list(call, process.id);
        for (const Clock& clock : process.clocks) {
            check_names(clock.limit, {clock.origin.file, clock.origin.line, clock.origin.column}, "the limit of " + clock.id);
            check_limit_is_known(process, clock);
        }
        for (const Node& node : process.nodes)
            for (const auto& condition : node.conditions)
                if (condition) check_names(*condition, {pack_file_, 1, 1}, "a condition at \"" + node.name + "\" in " + process.id);
    }

    void check_list(const process::Call& call, const std::string& process) {
        if (call.each.empty()) return;
        const std::vector<AttributeRule>* rules = &pack_.attributes;
        const AttributeRule* rule = nullptr;
        for (const std::string& name : call.each) {
            rule = rules ? attribute(*rules, name) : nullptr;
            rules = rule ? &rule->members : nullptr;
        }
        if (!rule || rule->type != AttributeType::list)
            fault("Expected bd:each of \"" + call.name + "\" in " + process + " to name an attribute of type list, but it does not.", "attribute");
    }

    void check_names(const Expression& expression, const Place& place, const std::string& where) {
        for (const std::string& name : process::names_in(expression)) {
            const std::string first = name.substr(0, name.find('.'));
            if (first == "outcome" || first == "place" || attribute(pack_.attributes, first)) continue;
            faults_.push_back({place, Severity::error, "Expected " + where + " to read attributes of the pack, place or outcome, but \"" + name + "\" is none of them.", "attribute"});
        }
    }

    void check_limit_is_known(const Process& process, const Clock& clock) {
        for (const std::string& name : process::names_in(clock.limit)) {
            const std::string first = name.substr(0, name.find('.'));
            const AttributeRule* rule = attribute(pack_.attributes, first);
            if (!rule || rule->standard || rule->always.count(process.id) != 0) continue;
            const bool asked = std::any_of(process.tasks.begin(), process.tasks.end(), [&](const process::Task& task) {
                return std::find(task.asks.begin(), task.asks.end(), first) != task.asks.end();
            });
            if (!asked)
                faults_.push_back({{clock.origin.file, clock.origin.line, clock.origin.column}, Severity::error,
                                   "Expected a task of " + process.id + " to ask for \"" + first + "\" (bd:asks), since the limit of " + clock.id + " depends on it, but none does.", "limit-unknown"});
        }
    }

    static const AttributeRule* attribute(const std::vector<AttributeRule>& rules, const std::string& name) {
        const auto found = std::find_if(rules.begin(), rules.end(), [&](const AttributeRule& rule) { return rule.id == name; });
        return found == rules.end() ? nullptr : &*found;
    }

    void fault(std::string text, std::string rule) { faults_.push_back({{pack_file_, 1, 1}, Severity::error, std::move(text), std::move(rule)}); }

    const Pack& pack_;
    std::string pack_file_;
    Faults& faults_;
};

}  // namespace

void lint(const Pack& pack, const std::string& pack_file, Faults& faults) {
    NameCheck{pack, pack_file, faults}.run();
    if (has_error(faults)) return;
    for (const auto& [id, process] : pack.processes) lint_limits(pack, *process, faults);
    if (has_error(faults)) return;
    for (const auto& [id, process] : pack.processes) lint_sums(pack, *process, faults);
}

}  // namespace bandian::packs
