#pragma once
// An XML file as elements with the line and column they begin at. Hostile input is refused in bounded time and memory.

#include "packs/fault.hpp"

#include <QByteArray>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bandian::packs {

struct Attribute {
    std::string_view space;  ///< namespace URI; "" for none
    std::string_view name;   ///< without prefix
    std::string value;
};

struct Element {
    std::string_view space;  ///< namespace URI; "" for none
    std::string_view name;   ///< without prefix
    std::vector<Attribute> attributes;
    std::string text;        ///< its first 64 kB: no expression or reference is as long
    std::vector<Element> children;
    int line = 1;
    int column = 1;

    const std::string* attribute(std::string_view attribute_name, std::string_view attribute_space = "") const;
    const Element* child(std::string_view child_space, std::string_view child_name) const;
};

/// Moved, never copied: its elements refer to its words.
struct Document {
    Document() = default;
    Document(Document&&) = default;
    Document& operator=(Document&&) = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    std::set<std::string, std::less<>> words;  ///< namespaces and names, each once however often the file has it
    Element root;
};

/// Reads UTF-8 and UTF-16 with or without a byte order mark, US-ASCII and ISO-8859-1. nullopt, and one more fault, when
/// the bytes are no well-formed XML, are not in the encoding they claim or in another one, hold a document type, nest
/// more than 64 deep, or an element has more attributes than any tool writes.
std::optional<Document> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults);

/// The text of a file that `read_xml` reads, whatever it is encoded in, without a byte order mark.
std::string utf8_of(const QByteArray& bytes);

}  // namespace bandian::packs
