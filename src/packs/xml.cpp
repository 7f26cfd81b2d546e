#include "packs/xml.hpp"

#include "packs/encoding.hpp"

#include <QBuffer>
#include <QXmlStreamReader>

#include <algorithm>

namespace bandian::packs {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_tag = 64 << 10;
constexpr std::size_t most_attributes = 200;   // Qt looks at each pair of an element's attributes,
constexpr qsizetype most_prefixes = 200;       // and at each prefix declared around it for each of its names
constexpr qsizetype longest_text = 64 << 10;

/// A place in a text: line and column from 1, the column in code points. It only goes on.
struct Cursor {
    int line = 1;
    int column = 1;
    std::size_t offset = 0;

    void go_to(std::string_view text, std::size_t wanted) {
        for (; offset < std::min(wanted, text.size()); ++offset) {
            const bool ends = text[offset] == '\n' ||
                              (text[offset] == '\r' && (offset + 1 == text.size() || text[offset + 1] != '\n'));
            if (ends) ++line, column = 1;
            else if ((static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80) ++column;
        }
    }
};

struct Flaw {
    std::size_t offset = 0;
    std::string text;
};

/// Of one element's own text, from "<": where it ends, and whether any person or tool would make it so long.
std::optional<Flaw> measure_tag(std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    std::size_t values = 0;
    char quote = 0;
    for (++at; at < text.size(); ++at) {
        const char c = text[at];
        if (at - begin > longest_tag)
            return Flaw{begin, "Expected no element to have more than 64 kB of attributes, but one has."};
        if (c == '<') break;  // not within a tag, nor a value: a quotation mark is missing, which the reader will tell
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
            if (++values > most_attributes)
                return Flaw{begin, "Expected no element to have more than " + std::to_string(most_attributes) +
                                       " attributes, but one has."};
        } else if (c == '>') {
            break;
        }
    }
    return std::nullopt;
}

/// Where an element begins, and how many stand in it.
struct Start {
    int line;
    int column;  ///< in code points
    std::uint32_t children = 0;
};

/// Goes once through the text before the reader below does: notes its elements, and finds what would take that reader
/// long.
class Survey {
public:
    explicit Survey(std::string_view text) : text_(text) {}

    std::optional<Flaw> look() {
        for (std::size_t at = text_.find('<'); at != std::string_view::npos; at = text_.find('<', at)) {
            const std::string_view rest = text_.substr(at, 9);
            if (rest.substr(0, 4) == "<!--") at = text_.find("-->", at + 4);
            else if (rest == "<![CDATA[") at = text_.find("]]>", at);
            else if (rest.substr(0, 2) == "<?") at = text_.find("?>", at);
            else if (rest.substr(0, 2) == "<!")
                return Flaw{at,
                            "Expected no document type, but found one: BPMN needs none, and entities are not read."};
            else if (auto flaw = tag(at)) return flaw;
            if (at == std::string_view::npos) break;
        }
        return std::nullopt;
    }

    std::vector<Start> starts;  ///< in the order of the text

private:
    std::optional<Flaw> tag(std::size_t& at) {
        const std::size_t begin = at;
        if (auto flaw = measure_tag(text_, at)) return flaw;
        if (text_.substr(begin, 2) == "</") {
            if (!open_.empty()) open_.pop_back();
            return std::nullopt;
        }
        if (open_.size() >= deepest)
            return Flaw{begin, "Expected at most 64 elements inside each other, but found more."};
        if (!open_.empty()) ++starts[open_.back()].children;
        place_.go_to(text_, begin);
        starts.push_back({place_.line, place_.column});
        if (text_[at - 1] != '/') open_.push_back(starts.size() - 1);
        return std::nullopt;
    }

    std::string_view text_;
    Cursor place_;
    std::vector<std::size_t> open_;
};

/// Qt reads this text as what it is, UTF-8: what its declaration says of the file's bytes is blanked out.
void blank_encoding(std::string& text) {
    const std::string_view name = declared_encoding(text);
    if (name.empty()) return;
    const std::size_t from = text.find("encoding"),
                      to = static_cast<std::size_t>(name.data() - text.data()) + name.size() + 1;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(to), ' ');
}

class TreeReader {
public:
    TreeReader(QIODevice& device, const std::vector<Start>& starts, const std::string& file, Faults& faults)
        : xml_(&device), starts_(starts), file_(file), faults_(faults) {}

    std::optional<Document> read() {
        while (!xml_.atEnd()) {
            switch (xml_.readNext()) {
                case QXmlStreamReader::StartElement:
                    if (!begin()) return std::nullopt;
                    break;
                case QXmlStreamReader::EndElement:
                    open_.pop_back();
                    prefixes_ -= declared_.back();
                    declared_.pop_back();
                    break;
                case QXmlStreamReader::Characters:
                    if (!open_.empty() && !xml_.isWhitespace() && open_.back()->text.size() < std::size_t{longest_text})
                        open_.back()->text += xml_.text().left(longest_text).toUtf8().toStdString();
                    break;
                default: break;
            }
        }
        if (xml_.hasError()) {
            refuse(xml_.lineNumber(), xml_.columnNumber() + 1,
                   "Expected well-formed XML, but: " + xml_.errorString().toStdString() + hint());
            return std::nullopt;
        }
        return std::move(document_);
    }

private:
    bool begin() {
        if (next_ == starts_.size())
            return refuse(1, 1, "Expected well-formed XML, but its elements cannot be told apart.");
        const Start& start = starts_[next_++];
        declared_.push_back(xml_.namespaceDeclarations().size());
        prefixes_ += declared_.back();
        if (prefixes_ > most_prefixes)
            return refuse(start.line, start.column,
                          "Expected at most " + std::to_string(most_prefixes) +
                              " prefixes declared around an element, but there are more.");
        Element element;
        element.space = word(xml_.namespaceUri());
        element.name = word(xml_.name());
        element.line = start.line;
        element.column = start.column;
        element.children.reserve(start.children);
        const QXmlStreamAttributes attributes = xml_.attributes();
        element.attributes.reserve(static_cast<std::size_t>(attributes.size()));
        for (const QXmlStreamAttribute& a : attributes)
            element.attributes.push_back({word(a.namespaceUri()), word(a.name()), a.value().toString().toStdString()});
        if (open_.empty()) document_.root = std::move(element);
        else open_.back()->children.push_back(std::move(element));
        open_.push_back(open_.empty() ? &document_.root : &open_.back()->children.back());
        return true;
    }

    std::string_view word(QStringView text) {
        std::string one = text.toString().toStdString();
        const auto known = document_.words.find(one);
        return known != document_.words.end() ? *known : *document_.words.insert(std::move(one)).first;
    }

    /// What such an error is mostly mended by.
    std::string hint() const {
        const QString text = xml_.errorString();
        if (text.contains("'='") || text.contains("' '")) return " Within text and values write &lt; for <.";
        return text.contains("'#'") ? " Write &amp; for &." : "";
    }

    bool refuse(qint64 line, qint64 column, std::string text) {
        faults_.push_back(
            {{file_, static_cast<int>(line), static_cast<int>(column)}, Severity::error, std::move(text), "xml"});
        return false;
    }

    QXmlStreamReader xml_;
    const std::vector<Start>& starts_;
    std::size_t next_ = 0;
    const std::string& file_;
    Faults& faults_;
    Document document_;
    std::vector<Element*> open_;
    std::vector<qsizetype> declared_;  ///< prefixes, by each element in `open_`
    qsizetype prefixes_ = 0;
};

}  // namespace

const std::string* Element::attribute(std::string_view attribute_name, std::string_view attribute_space) const {
    for (const Attribute& a : attributes)
        if (a.name == attribute_name && a.space == attribute_space) return &a.value;
    return nullptr;
}

const Element* Element::child(std::string_view child_space, std::string_view child_name) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [&](const Element& e) { return e.space == child_space && e.name == child_name; });
    return found == children.end() ? nullptr : &*found;
}

std::optional<Document> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults) {
    Decoded decoded = decode({bytes.data(), static_cast<std::size_t>(bytes.size())});
    const auto refuse = [&](std::size_t offset, std::string text) {
        Cursor at;
        at.go_to(decoded.text, offset);
        faults.push_back({{file, at.line, at.column}, Severity::error, std::move(text), "xml"});
        return std::nullopt;
    };
    if (decoded.flaw) return refuse(decoded.text.size(), std::move(*decoded.flaw));
    Survey survey{decoded.text};
    if (auto flaw = survey.look()) return refuse(flaw->offset, std::move(flaw->text));
    blank_encoding(decoded.text);
    QByteArray text = QByteArray::fromRawData(decoded.text.data(), static_cast<qsizetype>(decoded.text.size()));
    QBuffer device(&text);
    device.open(QIODevice::ReadOnly);
    return TreeReader{device, survey.starts, file, faults}.read();
}

std::string utf8_of(const QByteArray& bytes) {
    return decode({bytes.data(), static_cast<std::size_t>(bytes.size())}).text;
}

}  // namespace bandian::packs
