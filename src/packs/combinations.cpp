#include "packs/combinations.hpp"

#include <algorithm>

namespace bandian::packs {

namespace {

using process::AttributeType;
using process::Expression;
using process::Record;
using process::Value;

constexpr std::size_t most_combinations = 4096;

void add(std::vector<Value>& values, const Value& value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

}  // namespace

void collect(const Expression& expression, std::vector<const Expression*>& all) {
    all.push_back(&expression);
    for (const Expression& operand : expression.operands) collect(operand, all);
}

std::vector<Value> values_of(const process::AttributeRule& rule, const std::string& process,
                             const std::vector<const Expression*>& expressions) {
    if (const auto always = rule.always.find(process); always != rule.always.end()) return {always->second};
    std::vector<Value> values;
    if (rule.standard) add(values, *rule.standard);
    if (rule.type == AttributeType::boolean) {
        add(values, Value{false});
        add(values, Value{true});
    } else if (rule.type == AttributeType::choice) {
        for (const std::string& choice : rule.choices) add(values, Value{choice});
    } else {
        for (const Expression* e : expressions) {
            if (values.size() > most_combinations) break;  // too many to try anyway
            if (e->operands.size() != 2) continue;
            for (const int side : {0, 1}) {
                if (e->operands[static_cast<std::size_t>(side)].path != std::vector{rule.id}) continue;
                const Value& literal = e->operands[static_cast<std::size_t>(1 - side)].literal;
                if (const auto* number = literal.as<double>())
                    for (const double near : {*number - 1, *number, *number + 1})
                        if (!rule.least || near >= *rule.least) add(values, Value{near});
                if (const auto* text = literal.as<std::string>()) {
                    add(values, Value{*text});
                    add(values, Value{*text + "?"});
                }
            }
        }
    }
    return values;
}

void widen(std::vector<Record>& all, const std::string& name, const std::vector<Value>& values) {
    if (values.empty() || all.size() * values.size() > most_combinations) return;
    std::vector<Record> wider;
    for (const Record& one : all)
        for (const Value& value : values) {
            wider.push_back(one);
            wider.back()[name] = value;
        }
    all = std::move(wider);
}

process::Lookup lookup_in(const Record& record) {
    return [&record](const std::string& name) -> const Value* {
        const auto found = record.find(name);
        return found == record.end() ? nullptr : &found->second;
    };
}

}  // namespace bandian::packs
