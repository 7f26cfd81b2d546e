#include "casework/attributes.hpp"

#include "text/characters.hpp"
#include "text/joined.hpp"

#include <algorithm>
#include <cmath>

namespace bandian::casework {

namespace {

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
        case AttributeType::text: return "text of at most " + std::to_string(longest_text) + " characters";
        case AttributeType::choice: return "one of " + choices_of(rule);
        case AttributeType::record: return "an object";
        case AttributeType::list: return "a list of objects";
    }
    return {};
}

/// Which rule a value breaks, and the number it speaks of; empty: none.
struct Breach {
    std::string reason;
    std::optional<double> bound = {};
};

Breach breach_by(double n, const AttributeRule& rule) {
    if (rule.type == AttributeType::integer && std::floor(n) != n) return {"not-a-whole-number"};
    const double least = std::max(rule.least.value_or(-largest_number), -largest_number);
    if (!(n >= least)) return {"number-too-small", least};
    if (!(n <= largest_number)) return {"number-too-large", largest_number};
    return {};
}

Breach breach_by(const Value& value, const AttributeRule& rule) {
    const auto* number = value.as<double>();
    const auto* text = value.as<std::string>();
    switch (rule.type) {
        case AttributeType::boolean: return {value.as<bool>() ? "" : "not-yes-or-no"};
        case AttributeType::number:
        case AttributeType::integer: return number ? breach_by(*number, rule) : Breach{"not-a-number"};
        case AttributeType::text:
            if (!text) return {"not-text"};
            if (text::characters(*text) > longest_text) return {"text-too-long", static_cast<double>(longest_text)};
            return {};
        case AttributeType::choice: {
            const bool known = text && std::find(rule.choices.begin(), rule.choices.end(), *text) != rule.choices.end();
            return {known ? "" : "not-a-choice"};
        }
        case AttributeType::record: return {value.as<Record>() ? "" : "not-an-object"};
        case AttributeType::list: return {value.as<process::List>() ? "" : "not-a-list"};
    }
    return {};
}

}  // namespace

std::optional<Rejection> check(const Value& value, const AttributeRule& rule, const std::string& process,
                               const std::string& field) {
    const auto* given = value.as<std::string>();
    const std::string got = given && text::characters(*given) > longest_text
                                ? std::to_string(text::characters(*given)) + " characters"
                            : value.as<Record>() || value.as<process::List>() ? std::string{kind_of(value)}
                                                                              : process::to_text(value);
    if (const Breach breach = breach_by(value, rule); !breach.reason.empty()) {
        const std::string expected = breach.reason == "number-too-large"
                                         ? "a number of at most " + std::to_string(std::llround(largest_number))
                                         : wanted(rule);
        return Rejection{"invalid-attribute", field, "Expected " + expected + ", but got " + got + ".", breach.reason,
                         breach.bound};
    }
    if (const auto always = rule.always.find(process); always != rule.always.end() && !(value == always->second))
        return Rejection{
            "invalid-attribute", field,
            "Expected " + process::to_text(always->second) + ", as always in " + process + ", but got " + got + ".",
            "always-so"};
    if (const auto* record = value.as<Record>()) return check(*record, rule.members, process, field);
    if (const auto* list = value.as<process::List>()) {
        if (list->size() > most_in_a_list)
            return Rejection{"invalid-attribute", field,
                             "Expected at most " + std::to_string(most_in_a_list) + " entries, but got " +
                                 std::to_string(list->size()) + ".",
                             "list-too-long", static_cast<double>(most_in_a_list)};
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string at = field + '[' + std::to_string(i) + ']';
            const auto* record = (*list)[i].as<Record>();
            if (!record)
                return Rejection{"invalid-attribute", at,
                                 "Expected an object, but got " + std::string{kind_of((*list)[i])} + ".",
                                 "not-an-object"};
            if (auto fault = check(*record, rule.members, process, at)) return fault;
        }
    }
    return std::nullopt;
}

std::optional<Rejection> check(const Record& record, const std::vector<AttributeRule>& rules,
                               const std::string& process, const std::string& field) {
    for (const auto& [name, value] : record) {
        const auto rule = std::find_if(rules.begin(), rules.end(),
                                       [&, &wanted_id = name](const AttributeRule& r) { return r.id == wanted_id; });
        if (rule == rules.end()) {
            const std::string known = text::joined(rules, ", ", &AttributeRule::id);
            return Rejection{"unknown-attribute", field + '.' + name,
                             "Expected one of " + known + ", but got \"" + name + "\"."};
        }
        if (auto fault = check(value, *rule, process, field + '.' + name)) return fault;
    }
    const process::Lookup lookup = [&record](const std::string& name) -> const Value* {
        const auto found = record.find(name);
        return found == record.end() ? nullptr : &found->second;
    };
    for (const AttributeRule& rule : rules)
        if (rule.required && record.find(rule.id) == record.end() && process::holds(*rule.required, lookup))
            return Rejection{"missing-attribute", field + '.' + rule.id,
                             "Expected " + wanted(rule) + ", but it is missing."};
    return std::nullopt;
}

}  // namespace bandian::casework
