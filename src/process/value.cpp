#include "process/value.hpp"

#include <array>
#include <charconv>

namespace bandian::process {

std::string_view kind_of(const Value& value) {
    constexpr std::array<std::string_view, 6> names{"nothing", "true or false", "a number",
                                                    "text",    "a list",        "a record"};
    return names[value.index()];
}

std::string to_text(const Value& value) {
    if (const auto* b = value.as<bool>()) return *b ? "true" : "false";
    if (const auto* n = value.as<double>()) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *n).ptr;
        return {digits.data(), end};
    }
    if (const auto* s = value.as<std::string>()) return '"' + *s + '"';
    if (const auto* list = value.as<List>()) return "a list of " + std::to_string(list->size());
    return value.is_null() ? "null" : "a record";
}

}  // namespace bandian::process
