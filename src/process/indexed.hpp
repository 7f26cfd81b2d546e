#pragma once
// Things that refer to each other by their places in a vector. Each kind of thing has an index of its own, so that a
// task's is never taken for a clock's.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <utility>
#include <vector>

namespace bandian::process {

/// The place of a `Thing`, from 0; none unless told.
template <class Thing>
class Index {
public:
    constexpr Index() = default;
    constexpr explicit Index(int number) : number_(number) {}
    constexpr explicit Index(std::size_t value) : number_(static_cast<int>(value)) {}

    constexpr explicit operator bool() const { return number_ >= 0; }                  ///< there is one
    constexpr int number() const { return number_; }                                   ///< -1: none
    constexpr std::size_t value() const { return static_cast<std::size_t>(number_); }  ///< of one that there is

    friend constexpr auto operator<=>(Index, Index) = default;

private:
    int number_ = -1;
};

/// Places for a loop, in order or backwards. (clang 14 compiles no views of GCC 12's.)
template <class Thing>
class Indices {
public:
    class Iterator {
    public:
        constexpr Iterator(int at, int step) : at_(at), step_(step) {}
        constexpr Index<Thing> operator*() const { return Index<Thing>{at_}; }
        constexpr Iterator& operator++() {
            at_ += step_;
            return *this;
        }
        friend constexpr bool operator==(Iterator, Iterator) = default;

    private:
        int at_, step_;
    };

    /// `end`: the first number that is none of them.
    constexpr Indices(int begin, int end, int step = 1) : begin_(begin), end_(end), step_(step) {}
    constexpr Iterator begin() const { return {begin_, step_}; }
    constexpr Iterator end() const { return {end_, step_}; }
    constexpr bool empty() const { return begin_ == end_; }
    constexpr Indices reversed() const { return {end_ - step_, begin_ - step_, -step_}; }

private:
    int begin_, end_, step_;
};

/// A vector whose places are told by an `Index<Thing>`: of the things themselves, or of what is kept by thing.
template <class Item, class Thing = Item>
class Indexed : std::vector<Item> {
    using Vector = std::vector<Item>;

public:
    using typename Vector::value_type;
    using Vector::assign, Vector::back, Vector::begin, Vector::empty, Vector::end, Vector::front, Vector::reserve,
        Vector::resize, Vector::size;
    using Vector::Vector;

    typename Vector::reference operator[](Index<Thing> at) { return Vector::operator[](at.value()); }
    typename Vector::const_reference operator[](Index<Thing> at) const { return Vector::operator[](at.value()); }
    /// Throws std::out_of_range where there is none.
    typename Vector::const_reference at(Index<Thing> at) const { return Vector::at(at.value()); }

    Index<Thing> push_back(Item item) {
        Vector::push_back(std::move(item));
        return Index<Thing>{size() - 1};
    }

    /// All places in order, or those from the first one given on.
    Indices<Thing> indices(Index<Thing> first = Index<Thing>{0}) const {
        const int count = static_cast<int>(size());
        return {std::min(first.number(), count), count};
    }
};

}  // namespace bandian::process
