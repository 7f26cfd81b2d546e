#pragma once
// What is wrong with a text, without repeating it: it may be somebody's number.

#include <optional>
#include <string>
#include <variant>

namespace bandian::text {

struct Flaw {
    std::string reason;                ///< stable, e.g. identity-check-digit; pages say it in their own words
    std::string detail;                ///< "Expected …, but …"
    std::optional<double> bound = {};  ///< the number the reason speaks of: how many characters, the least, the most
};

/// The text in its one form, or why there is none.
template <class T>
using Result = std::variant<T, Flaw>;

}  // namespace bandian::text
