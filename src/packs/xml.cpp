#include "packs/xml.hpp"

#include <QStringDecoder>
#include <QStringList>
#include <QXmlStreamReader>

#include <algorithm>

namespace bandian::packs {

namespace {

constexpr std::size_t deepest = 64;
constexpr qsizetype longest_tag = 64 << 10;  // Qt looks at each pair of an element's attributes: 100,000 would take it minutes

/// What every tool writes; Qt reads more, but not the same on every system.
bool is_read(const QString& encoding) {
    static const QStringList read{"", "utf-8", "us-ascii", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "latin1"};
    return read.contains(encoding.toLower());
}

/// Whether an element's own text, from "<" to ">", is longer than any person or tool would make it. UTF-16 has a zero beside
/// each of these bytes, and what looks like one of them within another sign only ends the measuring.
bool has_endless_tag(const QByteArray& bytes) {
    qsizetype begin = -1;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (c == '<') begin = i + 1 < bytes.size() && bytes[i + 1] == '!' ? -1 : i;
        else if (c == '>') begin = -1;
        else if (begin >= 0 && i - begin > longest_tag) return true;
    }
    return false;
}

}  // namespace

const std::string* Element::attribute(const std::string& attribute_name, const std::string& attribute_space) const {
    const auto found = attributes.find({attribute_space, attribute_name});
    return found == attributes.end() ? nullptr : &found->second;
}

const Element* Element::child(const std::string& child_space, const std::string& child_name) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [&](const Element& e) { return e.space == child_space && e.name == child_name; });
    return found == children.end() ? nullptr : &*found;
}

std::optional<Element> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults) {
    const auto refuse = [&](qint64 line, qint64 column, std::string text) {
        faults.push_back({{file, static_cast<int>(line), static_cast<int>(column)}, Severity::error, std::move(text), "xml"});
        return std::nullopt;
    };
    if (has_endless_tag(bytes)) return refuse(1, 1, "Expected no element to have more than 64 kB of attributes, but one has.");

    QXmlStreamReader xml(bytes);
    std::optional<Element> root;
    std::vector<Element*> open;
    while (!xml.atEnd()) {
        // Where the last token ended: the reader has taken the "<" of the next one by then.
        const qint64 line = xml.lineNumber(), column = std::max<qint64>(1, xml.columnNumber());
        switch (xml.readNext()) {
            case QXmlStreamReader::StartDocument:
                if (!is_read(xml.documentEncoding().toString()))
                    return refuse(1, 1, "Expected UTF-8, UTF-16 or ISO-8859-1, but the file says " + xml.documentEncoding().toString().toStdString() + ": save it as UTF-8.");
                break;
            case QXmlStreamReader::DTD:
                return refuse(line, column, "Expected no document type, but found one: BPMN needs none, and entities are not read.");
            case QXmlStreamReader::StartElement: {
                if (open.size() >= deepest) return refuse(line, column, "Expected at most 64 elements inside each other, but found more.");
                Element element;
                element.space = xml.namespaceUri().toString().toStdString();
                element.name = xml.name().toString().toStdString();
                element.line = static_cast<int>(line);
                element.column = static_cast<int>(column);
                for (const QXmlStreamAttribute& a : xml.attributes())
                    element.attributes[{a.namespaceUri().toString().toStdString(), a.name().toString().toStdString()}] =
                        a.value().toString().toStdString();
                if (open.empty()) {
                    root = std::move(element);
                    open.push_back(&*root);
                } else {
                    open.back()->children.push_back(std::move(element));
                    open.push_back(&open.back()->children.back());
                }
                break;
            }
            case QXmlStreamReader::EndElement: open.pop_back(); break;
            case QXmlStreamReader::Characters:
                if (!open.empty() && !xml.isWhitespace()) open.back()->text += xml.text().toString().toStdString();
                break;
            default: break;
        }
    }
    if (xml.hasError()) {
        const std::string text = xml.errorString().toStdString();
        const bool signs = text.find("ncod") != std::string::npos;
        std::string hint;
        if (text.find("'='") != std::string::npos || text.find("' '") != std::string::npos) hint = " Within text and values write &lt; for <.";
        if (text.find("'#'") != std::string::npos) hint = " Write &amp; for &.";
        return refuse(xml.lineNumber(), xml.columnNumber() + 1, "Expected well-formed XML" + std::string{signs ? " in UTF-8, UTF-16 or ISO-8859-1" : ""} + ", but: " + text + hint + (signs ? " Save it as UTF-8." : ""));
    }
    return root;
}

std::string utf8_of(const QByteArray& bytes) {
    QXmlStreamReader xml(bytes);
    xml.readNext();
    const QString told = xml.documentEncoding().toString().toLower();
    const auto seen = QStringDecoder::encodingForData(bytes, u'<');  // by its byte order mark, or a zero beside the first sign
    QStringDecoder decoder{seen ? *seen : told == "iso-8859-1" || told == "latin1" ? QStringDecoder::Latin1 : QStringDecoder::Utf8};
    const QString text = decoder.decode(bytes);
    return text.toStdString();
}

}  // namespace bandian::packs
