#pragma once
// Whether what somebody entered is what the pack says an attribute may be.

#include "casework/entry.hpp"
#include "process/pack.hpp"

namespace bandian::casework {

constexpr std::size_t longest_text = 500;    ///< characters
constexpr std::size_t most_in_a_list = 100;  ///< places of one permit; a longer list is a slip
/// Kilovolt-amperes, metres, square metres, supplies: nothing that is applied for has a thousand million of them. Below
/// zero as well, unless the pack says the least. A number beyond is a slip, or an attack on whoever adds up.
constexpr double largest_number = 1e9;

/// The first fault found, its field below `field`; nullopt when all is well. Unknown names are a fault. Reasons of
/// invalid-attribute: not-a-number, not-a-whole-number, number-too-small, number-too-large, text-too-long, not-text,
/// not-a-choice, not-yes-or-no, not-an-object, not-a-list, list-too-long, always-so.
std::optional<Rejection> check(const Record& record, const std::vector<process::AttributeRule>& rules,
                               const std::string& process, const std::string& field);

/// As above, for the value of one attribute.
std::optional<Rejection> check(const process::Value& value, const process::AttributeRule& rule,
                               const std::string& process, const std::string& field);

}  // namespace bandian::casework
