#pragma once
// An XML file as elements with the line and column they begin at. Hostile input is refused in bounded time and memory.

#include "packs/fault.hpp"

#include <QByteArray>

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bandian::packs {

struct Attribute {
    std::string_view space;  ///< namespace URI; "" for none
    std::string_view name;   ///< without prefix
    std::string_view value;
};

class Document;

/// One element of a document, as cheap to hand on as a pointer to it.
class Element {
public:
    Element() = default;

    std::string_view space() const;  ///< namespace URI; "" for none
    std::string_view name() const;   ///< without prefix
    std::string_view text() const;   ///< its first 64 kB, if kept: no expression or reference is as long
    int line() const;
    int column() const;

    auto attributes() const;
    auto children() const;
    std::optional<std::string_view> attribute(std::string_view wanted, std::string_view wanted_space = "") const;
    std::optional<Element> child(std::string_view wanted_space, std::string_view wanted) const;

    /// Of one document: in the order of the file.
    auto operator<=>(const Element&) const = default;

private:
    friend class Document;
    Element(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}

    const Document* document_ = nullptr;
    std::uint32_t index_ = 0;
};

/// The elements of a file in a few bytes each, since a file may have hundreds of thousands. Stays where it is: elements
/// refer to it.
class Document {
public:
    Document() = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    Element root() const { return {*this, 0}; }
    std::size_t size() const { return elements_.size(); }  ///< elements

private:
    friend class Element;
    friend class TreeReader;

    /// A name that elements or attributes have, once however often the file has it.
    struct Word {
        std::string space;
        std::string name;
    };

    /// In the order of the file. What stands in an element follows it.
    struct StoredElement {
        std::uint32_t end;         ///< the first element that does not stand in it
        std::uint32_t attributes;  ///< the first of its own
        std::uint32_t text;        ///< where it begins in `values_`
        std::uint32_t text_size;
        int line;
        int column;
        std::uint16_t word;
        std::uint16_t attribute_count;
    };

    struct StoredAttribute {
        std::uint32_t value;  ///< where it begins in `values_`
        std::uint16_t value_size;
        std::uint16_t word;
    };

    std::string_view value(std::uint32_t from, std::uint32_t size) const {
        return std::string_view{values_}.substr(from, size);
    }

    Attribute attribute(std::uint32_t index) const {
        const StoredAttribute& a = attributes_[index];
        return {words_[a.word].space, words_[a.word].name, value(a.value, a.value_size)};
    }

    /// The children of an element: each begins where the one before ends.
    class Children {
    public:
        class iterator {
        public:
            using iterator_category = std::input_iterator_tag;
            using value_type = Element;
            using difference_type = std::ptrdiff_t;
            using pointer = void;
            using reference = Element;

            iterator() = default;
            iterator(const Document& document, std::uint32_t at) : document_(&document), at_(at) {}
            Element operator*() const { return {*document_, at_}; }
            iterator& operator++() {
                at_ = document_->elements_[at_].end;
                return *this;
            }
            iterator operator++(int) { return std::exchange(*this, std::next(*this)); }
            bool operator==(const iterator&) const = default;

        private:
            const Document* document_ = nullptr;
            std::uint32_t at_ = 0;
        };

        Children(const Document& document, std::uint32_t parent) : document_(document), parent_(parent) {}
        iterator begin() const { return {document_, parent_ + 1}; }
        iterator end() const { return {document_, document_.elements_[parent_].end}; }

    private:
        const Document& document_;
        std::uint32_t parent_;
    };

    /// Those of an element, which follow each other.
    class Attributes {
    public:
        class iterator {
        public:
            using iterator_category = std::input_iterator_tag;
            using value_type = Attribute;
            using difference_type = std::ptrdiff_t;
            using pointer = void;
            using reference = Attribute;

            iterator() = default;
            iterator(const Document& document, std::uint32_t at) : document_(&document), at_(at) {}
            Attribute operator*() const { return document_->attribute(at_); }
            iterator& operator++() {
                ++at_;
                return *this;
            }
            iterator operator++(int) { return std::exchange(*this, std::next(*this)); }
            bool operator==(const iterator&) const = default;

        private:
            const Document* document_ = nullptr;
            std::uint32_t at_ = 0;
        };

        Attributes(const Document& document, std::uint32_t first, std::uint32_t last)
            : document_(document), first_(first), last_(last) {}
        iterator begin() const { return {document_, first_}; }
        iterator end() const { return {document_, last_}; }

    private:
        const Document& document_;
        std::uint32_t first_, last_;
    };

    std::vector<Word> words_;
    std::vector<StoredElement> elements_;
    std::vector<StoredAttribute> attributes_;
    std::string values_;  ///< of attributes, and texts, one after the other
};

inline auto Element::attributes() const {
    const Document::StoredElement& own = document_->elements_[index_];
    return Document::Attributes{*document_, own.attributes, own.attributes + own.attribute_count};
}

inline auto Element::children() const { return Document::Children{*document_, index_}; }

/// Reads UTF-8 and UTF-16 with or without a byte order mark, US-ASCII and ISO-8859-1. nullptr, and one more fault, when
/// the bytes are no well-formed XML, are not in the encoding they claim or in another one, hold a document type, nest
/// more than 64 deep, or have more elements, names, or attributes of one element than any tool writes.
/// Texts are kept of elements of those names; notes may be as long as the file.
std::unique_ptr<const Document> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults,
                                         const std::vector<std::string_view>& with_text = {});

/// The text of a file that `read_xml` reads, whatever it is encoded in, without a byte order mark.
std::string utf8_of(const QByteArray& bytes);

}  // namespace bandian::packs
