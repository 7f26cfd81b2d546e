#pragma once
// What a file has, by its ids.

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace bandian::packs {

/// A map that is filled once and then looked into: in one piece, since a file may have a hundred thousand ids. Things
/// are in the order of the file by their `<`.
template <class Thing> class ById {
public:
    void reserve(std::size_t count) { all_.reserve(count); }
    void add(std::string_view id, Thing thing) { all_.emplace_back(id, thing); }

    /// After the last one; before the first look.
    void sort() { std::sort(all_.begin(), all_.end()); }

    /// The first of that id, or nullptr.
    const Thing* find(std::string_view id) const {
        const auto found = std::lower_bound(all_.begin(), all_.end(), id,
                                            [](const auto& one, std::string_view wanted) { return one.first < wanted; });
        return found == all_.end() || found->first != id ? nullptr : &found->second;
    }

    /// Each beside the first of its id, itself left out, in the order of the file.
    std::vector<std::pair<Thing, Thing>> repeated() const {
        std::vector<std::pair<Thing, Thing>> pairs;
        const auto* first = all_.data();
        for (const auto& one : all_)
            if (one.first != first->first) first = &one;
            else if (&one != first) pairs.emplace_back(one.second, first->second);
        std::sort(pairs.begin(), pairs.end());
        return pairs;
    }

private:
    std::vector<std::pair<std::string_view, Thing>> all_;
};

}  // namespace bandian::packs
