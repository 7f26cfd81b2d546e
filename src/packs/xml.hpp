#pragma once
// An XML file as elements with the line and column they begin at. Hostile input is refused in bounded memory.

#include "packs/fault.hpp"

#include <QByteArray>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bandian::packs {

struct Element {
    std::string space;  ///< namespace URI
    std::string name;   ///< without prefix
    std::map<std::pair<std::string, std::string>, std::string> attributes;  ///< by namespace URI ("" for none) and name
    std::string text;
    std::vector<Element> children;
    int line = 1;
    int column = 1;

    const std::string* attribute(const std::string& attribute_name, const std::string& attribute_space = "") const;
    const Element* child(const std::string& child_space, const std::string& child_name) const;
};

/// Reads UTF-8 with or without a byte order mark, UTF-16 and ISO-8859-1. nullopt, and one more fault, when the bytes are no
/// well-formed XML, are in another encoding, hold a document type, or nest more than 64 deep.
std::optional<Element> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults);

/// The text of a file that `read_xml` reads, whatever it is encoded in.
std::string utf8_of(const QByteArray& bytes);

}  // namespace bandian::packs
