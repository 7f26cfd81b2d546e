#pragma once
// Lists as text. Pure, so that every room may use it.

#include <functional>
#include <string>
#include <string_view>

namespace bandian::text {

/// What `name` gives of each of a range (a string or a view), in its order, with `between` between them.
template <class Range, class Name = std::identity>
std::string joined(const Range& range, std::string_view between = ", ", Name name = {}) {
    std::string all;
    bool first = true;
    for (const auto& one : range) {
        if (!first) all += between;
        all += std::invoke(name, one);
        first = false;
    }
    return all;
}

/// For maps, whose keys are joined.
inline constexpr auto key = [](const auto& entry) -> const auto& { return entry.first; };

}  // namespace bandian::text
