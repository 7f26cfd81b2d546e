#include "packs/combinations.hpp"
#include "packs/linter.hpp"
#include "packs/outcomes.hpp"
#include "text/joined.hpp"

#include <algorithm>
#include <set>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::AttributeType;
using process::Expression;
using process::Node;
using process::NodeIndex;
using process::Operator;
using process::Origin;
using process::Pack;
using process::Process;
using process::Value;

using Rules = std::vector<AttributeRule>;

Place place_of(const Origin& origin) { return {origin.file, origin.line, origin.column}; }

const AttributeRule* find(const Rules& rules, const std::string& id) {
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const AttributeRule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

std::string listed(const Rules& rules) {
    std::string text;
    for (const AttributeRule& rule : rules) text += (text.empty() ? "" : ", ") + rule.id;
    return text;
}

std::string listed(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string dotted(const std::vector<std::string>& path) { return text::joined(path, "."); }

std::string kind_of(AttributeType type) {
    switch (type) {
        case AttributeType::boolean: return "true or false";
        case AttributeType::number:
        case AttributeType::integer: return "a number";
        case AttributeType::text:
        case AttributeType::choice: return "text";
        case AttributeType::record: return "a record";
        case AttributeType::list: return "a list";
    }
    return {};
}

bool fits(const Value& value, AttributeType type) {
    if (type == AttributeType::boolean) return value.as<bool>() != nullptr;
    if (type == AttributeType::number || type == AttributeType::integer) return value.as<double>() != nullptr;
    return (type == AttributeType::text || type == AttributeType::choice) && value.as<std::string>() != nullptr;
}

/// What an expression may name where it stands.
struct Scope {
    const Rules* place = nullptr;                     ///< members of the place; nullptr: there is none
    const std::set<std::string>* outcomes = nullptr;  ///< what `outcome` may be; nullptr: there is none
    const Rules* instead = nullptr;  ///< of a record's members: their siblings, instead of the pack's attributes
};

class NameCheck {
public:
    NameCheck(const Pack& pack, std::string pack_file, Faults& faults)
        : pack_(pack), pack_file_(std::move(pack_file)), faults_(faults) {}

    void run() {
        check_ids(pack_.departments, "department");
        check_ids(pack_.attributes, "attribute");
        check_ids(pack_.hold_reasons, "hold reason");
        check_ids(pack_.materials, "material");
        check_ids(pack_.fees, "fee");
        check_ids(pack_.outcomes, "outcome");
        check_ids(pack_.notices, "notice");
        check_members(pack_.attributes);
        for (const auto& [id, process] : pack_.processes) check(*process);
        for (const process::Fee& fee : pack_.fees) check(fee);
    }

private:
    template <class Things>
    void check_ids(const Things& things, const std::string& kind) {
        std::set<std::string> seen;
        for (const auto& thing : things)
            if (!seen.insert(thing.id).second)
                fault(place_of(thing.origin),
                      "Expected each " + kind + " once, but \"" + thing.id + "\" is there twice.", "id");
    }

    void check_members(const Rules& rules) {
        for (const AttributeRule& rule : rules) {
            if (rule.required)
                check_names(*rule.required, {nullptr, nullptr, &rules}, "what makes " + rule.id + " required");
            for (const auto& [process, value] : rule.always) {
                if (!pack_.process(process))
                    fault(place_of(rule.origin),
                          "Expected always of " + rule.id + " to name a process of this pack, but \"" + process +
                              "\" is none.",
                          "process");
                else if (!fits(value, rule.type) || !is_choice(rule, value))
                    fault(place_of(rule.origin),
                          "Expected always of " + rule.id + " to be " +
                              (rule.choices.empty() ? kind_of(rule.type) : "one of " + text::joined(rule.choices)) +
                              ", but got " + process::to_text(value) + ".",
                          "choice");
            }
            check_ids(rule.members, "attribute");
            check_members(rule.members);
        }
    }

    void check(const Process& process) {
        place_of_node_.assign(process.nodes.size(), nullptr);
        place_of_task_.assign(process.tasks.size(), nullptr);
        asked_.clear();
        for (const process::Task& task : process.tasks) asked_.insert(task.asks.begin(), task.asks.end());
        walk(process, process.root, nullptr);
        const Outcomes outcomes{process};
        for (const process::TaskIndex t : process.tasks.indices()) check(process, process.tasks[t], place_of_task_[t]);
        for (const process::Call& call : process.calls) check_list(call, process);
        for (const process::Clock& clock : process.clocks) {
            check_names(clock.limit, {place_of_node_[clock.home], nullptr, nullptr}, "the limit of " + clock.path);
            check_known(process, clock.limit, "the limit of " + clock.path, true);
        }
        for (const NodeIndex n : process.nodes.indices())
            for (const auto& condition : process.nodes[n].conditions)
                if (condition) {
                    check_names(*condition, {place_of_node_[n], &outcomes.at(n), nullptr},
                                "the condition \"" + condition->text + "\" at \"" + process.nodes[n].name + "\"");
                    check_known(process, *condition,
                                "the condition \"" + condition->text + "\" at \"" + process.nodes[n].name + "\"",
                                false);
                }
        if (!process.corrections.empty() && std::none_of(pack_.hold_reasons.begin(), pack_.hold_reasons.end(),
                                                         [](const auto& r) { return r.names_missing; }))
            fault({pack_file_, 1, 1},
                  "Expected a hold reason with namesMissing, since " + process.id +
                      " has a rule for correction notices, but there is none.",
                  "hold-way-out");
    }

    /// Notes for each node and task which place it is about.
    void walk(const Process& process, NodeIndex index, const Rules* place) {
        const Node& node = process.nodes[index];
        if (node.block == process::Block::call) {
            const process::Call& call = process.calls[node.call];
            if (!call.each.empty()) place = members_of(call);
        }
        place_of_node_[index] = place;
        if (node.block == process::Block::task) place_of_task_[node.task] = place;
        for (const NodeIndex child : node.children) walk(process, child, place);
    }

    const Rules* members_of(const process::Call& call) const {
        const AttributeRule* rule = list_of(call.each);
        return rule ? &rule->members : nullptr;
    }

    const AttributeRule* list_of(const std::vector<std::string>& path) const {
        const Rules* rules = &pack_.attributes;
        const AttributeRule* rule = nullptr;
        for (const std::string& name : path) {
            rule = rules ? find(*rules, name) : nullptr;
            rules = rule ? &rule->members : nullptr;
        }
        return rule && rule->type == AttributeType::list ? rule : nullptr;
    }

    void check(const Process& process, const process::Task& task, const Rules* place) {
        const Place at = place_of(task.origin);
        const std::string it = "task " + task.path + " of " + process.id;
        const auto role = pack_.roles.find(task.role);
        if (role == pack_.roles.end())
            fault(at,
                  "Expected one of the roles in pack.yaml (" + roles() + ") on the lane of " + it +
                      ", but bd:role is \"" + task.role + "\".",
                  "lane-role");
        else
            for (const process::RoleRule& rule : role->second)
                if (rule.when)
                    check_names(*rule.when, {place, nullptr, nullptr}, "role " + task.role + ", which " + it + " has,");
        for (const std::string& name : task.asks)
            if (!find(pack_.attributes, name))
                fault(at,
                      "Expected an attribute of the pack in bd:asks of " + it + " (" + listed(pack_.attributes) +
                          "), but \"" + name + "\" is none.",
                      "attribute");
        for (const std::string& name : task.materials) {
            const process::Material* material = pack_.material(name);
            if (!material)
                fault(at,
                      "Expected material \"" + name + "\" under materials of the pack, since " + it +
                          " needs it, but it is not there.",
                      "material");
            else if (material->when)
                check_names(*material->when, {place, nullptr, nullptr},
                            "material " + name + ", which " + it + " needs,");
        }
        if (task.valid_months) check_names(*task.valid_months, {place, nullptr, nullptr}, "bd:validMonths of " + it);
    }

    std::string roles() const { return text::joined(pack_.roles, ", ", text::key); }

    void check_list(const process::Call& call, const Process& process) {
        if (call.each.empty()) return;
        const Node& node = process.nodes[call.node];
        const AttributeRule* rule = list_of(call.each);
        if (!rule)
            fault(place_of(node.origin),
                  "Expected bd:each of \"" + call.name +
                      "\" to name an attribute of type list (permits.greenSpace, say), but " + dotted(call.each) +
                      " is none.",
                  "attribute");
        else if (call.where)
            check_names(*call.where, {&rule->members, nullptr, nullptr}, "bd:where of \"" + call.name + "\"");
    }

    void check(const process::Fee& fee) {
        if (!fee.process.empty() && !pack_.process(fee.process))
            fault(place_of(fee.origin),
                  "Expected fee " + fee.id + " to name a process of this pack, but \"" + fee.process + "\" is none.",
                  "process");
        const AttributeRule* list = fee.each.empty() ? nullptr : list_of(fee.each);
        if (!fee.each.empty() && !list)
            return fault(place_of(fee.origin),
                         "Expected each of fee " + fee.id + " to name an attribute of type list, but " +
                             dotted(fee.each) + " is none.",
                         "attribute");
        for (const auto* expression : {&fee.of, &fee.when})
            if (*expression)
                check_names(**expression, {list ? &list->members : nullptr, nullptr, nullptr}, "fee " + fee.id);
    }

    void check_names(const Expression& expression, const Scope& scope, const std::string& where) {
        std::vector<const Expression*> parts;
        collect(expression, parts);
        const Place at = place_of(expression.origin);
        for (const Expression* part : parts) {
            if (part->op == Operator::name) check_name(*part, scope, where, at);
            if (part->op >= Operator::equal && part->op <= Operator::greater_equal)
                for (const std::size_t side : {0u, 1u})
                    check_comparison(part->operands[side], part->operands[1 - side], scope, where, at);
        }
    }

    /// The rule behind a name; nullptr for `outcome`, or when a fault is noted elsewhere. `gathered`: a member of each
    /// of a list.
    const AttributeRule* resolve(const Expression& name, const Scope& scope, bool& gathered) const {
        const Rules* rules = scope.instead ? scope.instead : &pack_.attributes;
        std::size_t i = 0;
        if (name.path.front() == "place" && !scope.instead) rules = scope.place, i = 1;
        const AttributeRule* rule = nullptr;
        for (; i < name.path.size(); ++i) {
            gathered |= rule && rule->type == AttributeType::list;
            rule = rules ? find(*rules, name.path[i]) : nullptr;
            rules = rule ? &rule->members : nullptr;
        }
        return rule;
    }

    void check_name(const Expression& name, const Scope& scope, const std::string& where, const Place& at) {
        const std::string text = dotted(name.path);
        if (name.path.front() == "outcome" && name.path.size() == 1 && !scope.instead) {
            if (!scope.outcomes || scope.outcomes->empty())
                fault(at, "Expected a task before " + where + ", since it reads outcome, but none lies before it.",
                      "attribute");
            return;
        }
        if (name.path.front() == "place" && !scope.instead) {
            if (!scope.place)
                return fault(
                    at,
                    "Expected " + where +
                        " to read place only inside a call with bd:each (or a fee with each), but it is in none.",
                    "attribute");
            if (name.path.size() == 1) return;
        }
        bool gathered = false;
        if (resolve(name, scope, gathered)) return;
        const bool of_place = name.path.front() == "place" && !scope.instead;
        const Rules& known = scope.instead ? *scope.instead : of_place ? *scope.place : pack_.attributes;
        fault(at,
              "Expected " + where + " to read " +
                  (of_place        ? "what is known of a place ("
                   : scope.instead ? "the members beside it ("
                                   : "attributes of the pack (") +
                  listed(known) + "), but \"" + text + "\" is none of them." + hint(text, known, scope),
              "attribute");
    }

    /// A slip, a text without its quotation marks, or a place's member without its "place.".
    std::string hint(const std::string& text, const Rules& known, const Scope& scope) const {
        std::vector<std::string> ids;
        for (const AttributeRule& rule : known) ids.push_back(rule.id);
        if (std::string meant = did_you_mean(text, ids); !meant.empty()) return meant;
        if (scope.place && find(*scope.place, text)) return " Did you mean place." + text + "?";
        return text.find('.') == std::string::npos ? " If it is a text, write \"" + text + "\" in quotation marks."
                                                   : "";
    }

    void check_comparison(const Expression& name, const Expression& other, const Scope& scope, const std::string& where,
                          const Place& at) {
        if (name.op != Operator::name || other.op != Operator::literal || other.literal.is_null()) return;
        if (name.path.front() == "outcome" && name.path.size() == 1 && !scope.instead) {
            const auto* word = other.literal.as<std::string>();
            if (scope.outcomes && !scope.outcomes->empty() && (!word || scope.outcomes->count(*word) == 0))
                fault(at,
                      "Expected " + where + " to compare outcome with one of " + listed(*scope.outcomes) +
                          ", but got " + process::to_text(other.literal) + ".",
                      "choice");
            return;
        }
        bool gathered = false;
        const AttributeRule* rule = resolve(name, scope, gathered);
        if (!rule) return;  // told already
        if (gathered || !fits(other.literal, rule->type))
            return fault(at,
                         gathered || rule->type == AttributeType::list
                             ? "Expected " + where + " to compare sum, min, max or count of the list " +
                                   dotted(name.path) + " with " + process::to_text(other.literal) +
                                   ", but got the whole list."
                             : "Expected " + where + " to compare " + rule->id + " with " + kind_of(rule->type) +
                                   ", but got " + process::to_text(other.literal) + ".",
                         "choice");
        if (!is_choice(*rule, other.literal)) {
            fault(at,
                  "Expected " + where + " to compare " + rule->id + " with one of " + text::joined(rule->choices) +
                      ", but got " + process::to_text(other.literal) + ".",
                  "choice");
        }
    }

    static bool is_choice(const AttributeRule& rule, const Value& value) {
        if (rule.type != AttributeType::choice) return true;
        const auto* text = value.as<std::string>();
        return text && std::find(rule.choices.begin(), rule.choices.end(), *text) != rule.choices.end();
    }

    /// Whether somebody is asked for what an expression depends on.
    void check_known(const Process& process, const Expression& expression, const std::string& where, bool limit) {
        for (const std::string& name : process::names_in(expression)) {
            const std::string first = name.substr(0, name.find('.'));
            const AttributeRule* rule = find(pack_.attributes, first);
            if (!rule || rule->standard || rule->always.count(process.id) != 0) continue;
            if (asked_.count(first) != 0) continue;
            if (limit)
                fault(place_of(expression.origin),
                      "Expected a task of " + process.id + " to ask for \"" + first + "\" (bd:asks), since " + where +
                          " depends on it, but none does.",
                      "limit-unknown");
            else
                note(place_of(expression.origin),
                     "Expected a task of " + process.id + " to ask for \"" + first + "\" (bd:asks), since " + where +
                         " depends on it, but none does: unless it is told at submission, the condition does not hold.",
                     "asked");
        }
    }

    void fault(Place place, std::string text, std::string rule) {
        tell_once(faults_, {std::move(place), Severity::error, std::move(text), std::move(rule)});
    }
    void note(Place place, std::string text, std::string rule) {
        tell_once(faults_, {std::move(place), Severity::warning, std::move(text), std::move(rule)});
    }

    const Pack& pack_;
    std::string pack_file_;
    Faults& faults_;
    process::Indexed<const Rules*, Node> place_of_node_;
    std::set<std::string> asked_;
    process::Indexed<const Rules*, process::Task> place_of_task_;
};

}  // namespace

void lint_names(const Pack& pack, const std::string& pack_file, Faults& faults) {
    NameCheck{pack, pack_file, faults}.run();
}

}  // namespace bandian::packs
