#include "packs/xml.hpp"

#include <QXmlStreamReader>

#include <algorithm>

namespace bandian::packs {

namespace {

constexpr qsizetype most_bytes = 8 << 20;  // ours have 30 kB; a hundred lanes would have 1 MB
constexpr std::size_t deepest = 64;

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
    if (bytes.size() > most_bytes) return refuse(1, 1, "Expected at most 8 MB, but the file has more.");

    QXmlStreamReader xml(bytes);
    std::optional<Element> root;
    std::vector<Element*> open;
    while (!xml.atEnd()) {
        // Where the last token ended: the reader has taken the "<" of the next one by then.
        const qint64 line = xml.lineNumber(), column = std::max<qint64>(1, xml.columnNumber());
        switch (xml.readNext()) {
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
    if (xml.hasError()) return refuse(xml.lineNumber(), xml.columnNumber() + 1, "Expected well-formed XML, but: " + xml.errorString().toStdString());
    return root;
}

}  // namespace bandian::packs
