#pragma once
// What a file has, by its ids.

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace bandian::packs {

/// A map that is filled once and then looked into. It holds nothing but the things, since a file may have hundreds of
/// thousands: `id_of(thing)` tells the id of one, and `<` which of two comes first in the file.
template <class Thing>
class ById {
public:
    void reserve(std::size_t count) { all_.reserve(count); }
    void add(Thing thing) { all_.push_back(thing); }

    /// After the last one; before the first look.
    void sort() {
        std::sort(all_.begin(), all_.end(), [](const Thing& a, const Thing& b) {
            const int order = id_of(a).compare(id_of(b));
            return order != 0 ? order < 0 : a < b;
        });
    }

    /// The first of that id, or nullptr.
    const Thing* find(std::string_view id) const {
        const auto before = [](const Thing& one, std::string_view wanted) { return id_of(one) < wanted; };
        const auto found = std::lower_bound(all_.begin(), all_.end(), id, before);
        return found == all_.end() || id_of(*found) != id ? nullptr : &*found;
    }

    /// Each after the first of its id, beside that one, in the order of the file.
    std::vector<std::pair<Thing, Thing>> repeated() const {
        std::vector<std::pair<Thing, Thing>> pairs;
        std::size_t first = 0;
        for (std::size_t i = 1; i < all_.size(); ++i)
            if (id_of(all_[i]) != id_of(all_[first])) first = i;
            else pairs.emplace_back(all_[i], all_[first]);
        std::sort(pairs.begin(), pairs.end());
        return pairs;
    }

private:
    std::vector<Thing> all_;
};

}  // namespace bandian::packs
