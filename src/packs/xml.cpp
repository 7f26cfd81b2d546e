#include "packs/xml.hpp"

#include "packs/encoding.hpp"

#include <QBuffer>
#include <QXmlStreamReader>

#include <algorithm>
#include <map>

namespace bandian::packs {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t most_elements = 300'000;
constexpr std::size_t longest_tag = 64 << 10;
static_assert(longest_tag <= 1 << 16);        // so that the size of a value in it fits in two bytes
constexpr std::size_t most_attributes = 200;  // Qt looks at each pair of an element's attributes,
constexpr qsizetype most_prefixes = 200;      // and at each prefix declared around it for each of its names
constexpr std::size_t most_words = 10'000;    // names of elements and attributes
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
std::optional<Flaw> measure_tag(std::string_view text, std::size_t& at, std::size_t& values) {
    const std::size_t begin = at;
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

/// Goes once through the text, element by element, and finds what would take the reader below long, or much memory.
class Survey {
public:
    explicit Survey(std::string_view text) : text_(text) {}

    /// Goes on to the next element; false at the end of the text, and at a flaw.
    bool next() {
        for (at_ = text_.find('<', at_); at_ < text_.size(); at_ = text_.find('<', at_)) {
            const std::string_view rest = text_.substr(at_, 9);
            if (rest.substr(0, 4) == "<!--") at_ = text_.find("-->", at_ + 4);
            else if (rest == "<![CDATA[") at_ = text_.find("]]>", at_);
            else if (rest.substr(0, 2) == "<?") at_ = text_.find("?>", at_);
            else if (rest.substr(0, 2) == "<!")
                return refuse(
                    {at_, "Expected no document type, but found one: BPMN needs none, and entities are not read."});
            else if (tag()) return true;
            else if (flaw) return false;
        }
        return false;
    }

    std::optional<Flaw> flaw;
    std::size_t begin = 0;       ///< of the element
    std::size_t elements = 0;    ///< so far
    std::size_t attributes = 0;  ///< of those, what declares prefixes included

private:
    /// Whether it is one that begins an element.
    bool tag() {
        const std::size_t from = at_;
        std::size_t values = 0;
        if (auto found = measure_tag(text_, at_, values)) return refuse(std::move(*found));
        if (text_.substr(from, 2) == "</") {
            if (open_ > 0) --open_;
            return false;
        }
        if (open_ >= deepest) return refuse({from, "Expected at most 64 elements inside each other, but found more."});
        if (elements == most_elements)
            return refuse({from, "Expected at most " + std::to_string(most_elements) +
                                     " elements in a file, but there are more."});
        if (text_[at_ - 1] != '/') ++open_;
        begin = from;
        ++elements;
        attributes += values;
        return true;
    }

    bool refuse(Flaw found) {
        flaw = std::move(found);
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t open_ = 0;
};

/// Qt reads this text as what it is, UTF-8: what its declaration says of the file's bytes is blanked out.
void blank_encoding(std::string& text) {
    const std::string_view name = declared_encoding(text);
    if (name.empty()) return;
    const std::size_t from = text.find("encoding"),
                      to = static_cast<std::size_t>(name.data() - text.data()) + name.size() + 1;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(to), ' ');
}

}  // namespace

class TreeReader {
public:
    TreeReader(std::string_view text, QIODevice& device, const std::string& file, Faults& faults,
               const std::vector<std::string_view>& with_text)
        : text_(text), survey_(text), xml_(&device), file_(file), faults_(faults), with_text_(with_text) {}

    std::unique_ptr<const Document> read() {
        if (!make_room()) return nullptr;
        while (!xml_.atEnd()) {
            switch (xml_.readNext()) {
                case QXmlStreamReader::StartElement:
                    if (!begin()) return nullptr;
                    break;
                case QXmlStreamReader::EndElement: end(); break;
                case QXmlStreamReader::Characters: characters(); break;
                default: break;
            }
        }
        if (xml_.hasError()) {
            refuse(xml_.lineNumber(), xml_.columnNumber() + 1,
                   "Expected well-formed XML, but: " + xml_.errorString().toStdString() + hint());
            return nullptr;
        }
        return std::move(document_);
    }

private:
    struct Open {
        std::size_t element;
        std::string text;
        qsizetype declared;  ///< prefixes
        bool with_text;
    };

    /// For all that there is: what grows by itself takes twice what it needs. No value is longer than what stands for
    /// it.
    bool make_room() {
        Survey whole{text_};
        while (whole.next()) {
        }
        if (whole.flaw) {
            Cursor at;
            at.go_to(text_, whole.flaw->offset);
            return refuse(at.line, at.column, std::move(whole.flaw->text));
        }
        document_->elements_.reserve(whole.elements);
        document_->attributes_.reserve(whole.attributes);
        document_->values_.reserve(text_.size());
        return true;
    }

    bool begin() {
        if (!survey_.next()) return refuse(1, 1, "Expected well-formed XML, but its elements cannot be told apart.");
        place_.go_to(text_, survey_.begin);
        const qsizetype declared = xml_.namespaceDeclarations().size();
        prefixes_ += declared;
        if (prefixes_ > most_prefixes)
            return refuse(place_.line, place_.column,
                          "Expected at most " + std::to_string(most_prefixes) +
                              " prefixes declared around an element, but there are more.");
        const QXmlStreamAttributes attributes = xml_.attributes();
        const std::uint16_t own = word(xml_.namespaceUri(), xml_.name());
        const std::string_view name = document_->words_[own].name;
        const bool with_text = std::find(with_text_.begin(), with_text_.end(), name) != with_text_.end();
        open_.push_back({document_->elements_.size(), {}, declared, with_text});
        document_->elements_.push_back({0, size_of(document_->attributes_), 0, 0, place_.line, place_.column, own,
                                        static_cast<std::uint16_t>(attributes.size())});
        for (const QXmlStreamAttribute& a : attributes) {
            const std::uint32_t from = size_of(document_->values_);
            add(document_->values_, a.value());
            document_->attributes_.push_back({from, static_cast<std::uint16_t>(size_of(document_->values_) - from),
                                              word(a.namespaceUri(), a.name())});
        }
        if (document_->words_.size() > most_words)
            return refuse(place_.line, place_.column,
                          "Expected at most " + std::to_string(most_words) +
                              " different names of elements and attributes, but there are more.");
        return true;
    }

    void characters() {
        if (open_.empty() || !open_.back().with_text || xml_.isWhitespace()) return;
        if (open_.back().text.size() < std::size_t{longest_text})
            add(open_.back().text, xml_.text().left(longest_text));
    }

    void end() {
        Document::StoredElement& element = document_->elements_[open_.back().element];
        element.end = size_of(document_->elements_);
        element.text = size_of(document_->values_);
        element.text_size = size_of(open_.back().text);
        document_->values_ += open_.back().text;
        prefixes_ -= open_.back().declared;
        open_.pop_back();
    }

    std::uint16_t word(QStringView space, QStringView name) {
        key_.assign(name.utf16(), static_cast<std::size_t>(name.size()));
        key_ += u'\n';
        key_.append(space.utf16(), static_cast<std::size_t>(space.size()));
        const auto [known, fresh] = numbers_.try_emplace(key_, static_cast<std::uint16_t>(document_->words_.size()));
        if (fresh) document_->words_.push_back({space.toString().toStdString(), name.toString().toStdString()});
        return known->second;
    }

    static void add(std::string& to, QStringView text) {
        const QByteArray utf8 = text.toUtf8();
        to.append(utf8.data(), static_cast<std::size_t>(utf8.size()));
    }

    template <class Things>
    static std::uint32_t size_of(const Things& things) {
        return static_cast<std::uint32_t>(things.size());
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

    std::string_view text_;
    Survey survey_;
    Cursor place_;
    QXmlStreamReader xml_;
    const std::string& file_;
    Faults& faults_;
    const std::vector<std::string_view>& with_text_;
    std::unique_ptr<Document> document_ = std::make_unique<Document>();
    std::vector<Open> open_;
    qsizetype prefixes_ = 0;
    std::map<std::u16string, std::uint16_t> numbers_;  ///< of words
    std::u16string key_;
};

std::string_view Element::space() const { return document_->words_[document_->elements_[index_].word].space; }

std::string_view Element::name() const { return document_->words_[document_->elements_[index_].word].name; }

std::string_view Element::text() const {
    const Document::StoredElement& own = document_->elements_[index_];
    return document_->value(own.text, own.text_size);
}

int Element::line() const { return document_->elements_[index_].line; }

int Element::column() const { return document_->elements_[index_].column; }

std::optional<std::string_view> Element::attribute(std::string_view wanted, std::string_view wanted_space) const {
    for (const Attribute& a : attributes())
        if (a.name == wanted && a.space == wanted_space) return a.value;
    return std::nullopt;
}

std::optional<Element> Element::child(std::string_view wanted_space, std::string_view wanted) const {
    for (const Element& one : children())
        if (one.name() == wanted && one.space() == wanted_space) return one;
    return std::nullopt;
}

std::unique_ptr<const Document> read_xml(const QByteArray& bytes, const std::string& file, Faults& faults,
                                         const std::vector<std::string_view>& with_text) {
    Decoded decoded = decode({bytes.data(), static_cast<std::size_t>(bytes.size())});
    if (decoded.flaw) {
        Cursor at;
        at.go_to(decoded.text, decoded.text.size());
        faults.push_back({{file, at.line, at.column}, Severity::error, std::move(*decoded.flaw), "xml"});
        return nullptr;
    }
    blank_encoding(decoded.text);
    QByteArray text = QByteArray::fromRawData(decoded.text.data(), static_cast<qsizetype>(decoded.text.size()));
    QBuffer device(&text);
    device.open(QIODevice::ReadOnly);
    return TreeReader{decoded.text, device, file, faults, with_text}.read();
}

std::string utf8_of(const QByteArray& bytes) {
    return decode({bytes.data(), static_cast<std::size_t>(bytes.size())}).text;
}

}  // namespace bandian::packs
