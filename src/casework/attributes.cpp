#include "casework/attributes.hpp"

#include <algorithm>
#include <cmath>

namespace bandian::casework {

namespace {

constexpr std::size_t longest_text = 500;  // bytes
constexpr std::size_t most_in_a_list = 100;  // places of one permit; a longer list is a slip

using process::AttributeRule;
using process::AttributeType;
using process::Value;

std::string choices_of(const AttributeRule& rule) {
    std::string text;
    for (const std::string& choice : rule.choices) text += (text.empty() ? "" : ", ") + choice;
    return text;
}

std::string wanted(const AttributeRule& rule) {
    const std::string least = rule.least ? " of at least " + process::to_text(Value{*rule.least}) : std::string{};
    switch (rule.type) {
        case AttributeType::boolean: return "true or false";
        case AttributeType::number: return "a number" + least;
        case AttributeType::integer: return "a whole number" + least;
        case AttributeType::text: return "text of at most " + std::to_string(longest_text) + " bytes";
        case AttributeType::choice: return "one of " + choices_of(rule);
        case AttributeType::record: return "an object";
        case AttributeType::list: return "a list of objects";
    }
    return {};
}

bool fits(const Value& value, const AttributeRule& rule) {
    switch (rule.type) {
        case AttributeType::boolean: return value.as<bool>();
        case AttributeType::number:
        case AttributeType::integer: {
            const auto* n = value.as<double>();
            return n && (rule.type == AttributeType::number || std::floor(*n) == *n) && (!rule.least || *n >= *rule.least);
        }
        case AttributeType::text: return value.as<std::string>() && value.as<std::string>()->size() <= longest_text;
        case AttributeType::choice: {
            const auto* s = value.as<std::string>();
            return s && std::find(rule.choices.begin(), rule.choices.end(), *s) != rule.choices.end();
        }
        case AttributeType::record: return value.as<Record>();
        case AttributeType::list: return value.as<process::List>();
    }
    return false;
}

}  // namespace

std::optional<Rejection> check(const Value& value, const AttributeRule& rule, const std::string& process, const std::string& field) {
    const auto* long_text = value.as<std::string>();
    const std::string got = long_text && long_text->size() > longest_text ? std::to_string(long_text->size()) + " bytes" : value.as<Record>() || value.as<process::List>() ? std::string{kind_of(value)} : process::to_text(value);
    if (!fits(value, rule)) return Rejection{"invalid-attribute", field, "Expected " + wanted(rule) + ", but got " + got + "."};
    if (const auto always = rule.always.find(process); always != rule.always.end() && !(value == always->second))
        return Rejection{"invalid-attribute", field,
                         "Expected " + process::to_text(always->second) + ", as always in " + process + ", but got " + got + "."};
    if (const auto* record = value.as<Record>()) return check(*record, rule.members, process, field);
    if (const auto* list = value.as<process::List>()) {
        if (list->size() > most_in_a_list)
            return Rejection{"invalid-attribute", field, "Expected at most " + std::to_string(most_in_a_list) + " entries, but got " + std::to_string(list->size()) + "."};
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string at = field + '[' + std::to_string(i) + ']';
            const auto* record = (*list)[i].as<Record>();
            if (!record)
                return Rejection{"invalid-attribute", at, "Expected an object, but got " + std::string{kind_of((*list)[i])} + "."};
            if (auto fault = check(*record, rule.members, process, at)) return fault;
        }
    }
    return std::nullopt;
}

std::optional<Rejection> check(const Record& record, const std::vector<AttributeRule>& rules, const std::string& process,
                               const std::string& field) {
    for (const auto& [name, value] : record) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [&, &wanted_id = name](const AttributeRule& r) { return r.id == wanted_id; });
        if (rule == rules.end()) {
            std::string known;
            for (const AttributeRule& r : rules) known += (known.empty() ? "" : ", ") + r.id;
            return Rejection{"unknown-attribute", field + '.' + name, "Expected one of " + known + ", but got \"" + name + "\"."};
        }
        if (auto fault = check(value, *rule, process, field + '.' + name)) return fault;
    }
    const process::Lookup lookup = [&record](const std::string& name) -> const Value* {
        const auto found = record.find(name);
        return found == record.end() ? nullptr : &found->second;
    };
    for (const AttributeRule& rule : rules)
        if (rule.required && record.find(rule.id) == record.end() && process::holds(*rule.required, lookup))
            return Rejection{"missing-attribute", field + '.' + rule.id, "Expected " + wanted(rule) + ", but it is missing."};
    return std::nullopt;
}

}  // namespace bandian::casework
