#pragma once
// A value of an enumeration by its word, the one that word() has for it.

#include <array>
#include <optional>
#include <string_view>

namespace bandian::process {

/// Among `all`; nullopt: none of them is called so.
template <class Kind, std::size_t n>
std::optional<Kind> named(std::string_view text, const std::array<Kind, n>& all) {
    for (const Kind kind : all)
        if (word(kind) == text) return kind;
    return std::nullopt;
}

}  // namespace bandian::process
