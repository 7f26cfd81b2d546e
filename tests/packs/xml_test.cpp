#include "packs/xml.hpp"

#include <QStringConverter>
#include <gtest/gtest.h>

namespace bandian::packs {
namespace {

/// Bytes with zeros among them.
QByteArray operator""_qba(const char* bytes, std::size_t size) { return {bytes, static_cast<qsizetype>(size)}; }

QByteArray in(QStringConverter::Encoding encoding, const QString& text, bool mark) {
    QStringEncoder encode(encoding, mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encode.encode(text);
}

std::string name_read(const QByteArray& bytes) {
    Faults faults;
    const auto root = read_xml(bytes, "f.bpmn", faults);
    return root ? std::string{*root->root().attribute("name")} : to_string(faults.front());
}

std::string fault_of(const QByteArray& bytes) {
    Faults faults;
    EXPECT_FALSE(read_xml(bytes, "f.bpmn", faults));
    return faults.empty() ? "no fault" : faults.front().text;
}

TEST(Xml, reads_every_encoding_that_tools_write) {
    const QString plain = QStringLiteral("<a name=\"受理é\"/>");
    EXPECT_EQ(name_read(in(QStringConverter::Utf8, plain, false)), "受理é");
    EXPECT_EQ(name_read(in(QStringConverter::Utf8, plain, true)), "受理é");
    const QString sixteen = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-16\"?>") + plain;
    EXPECT_EQ(name_read(in(QStringConverter::Utf16LE, sixteen, true)), "受理é");
    EXPECT_EQ(name_read(in(QStringConverter::Utf16BE, sixteen, true)), "受理é");
    EXPECT_EQ(name_read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a name=\"\xe9\"/>"), "é");
    EXPECT_EQ(name_read("<?xml version=\"1.0\" encoding=\"US-ASCII\"?><a name=\"e\"/>"), "e");
}

TEST(Xml, says_how_to_save_what_it_cannot_read) {
    EXPECT_NE(fault_of("<?xml version=\"1.0\" encoding=\"GB18030\"?><a name=\"\xca\xdc\"/>").find("save it as UTF-8"),
              std::string::npos);
    EXPECT_NE(fault_of("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a/>").find("windows-1252"),
              std::string::npos);
    EXPECT_NE(fault_of("<a name=\"\xca\xdc\xff\"/>").find("UTF-8"), std::string::npos);
}

TEST(Xml, knows_encodings_by_the_names_that_tools_give_them) {
    const auto declared = [](const QByteArray& name, const QByteArray& value) {
        return "<?xml version='1.0' encoding = '" + name + "'?><a name=\"" + value + "\"/>";
    };
    for (const char* name : {"UTF-8", "utf8", "UTF8", "utf-8", "Utf-8"})
        EXPECT_EQ(name_read(declared(name, "\xc3\xa9")), "é") << name;
    for (const char* name : {"ASCII", "us-ascii", "US-ASCII", "ISO646-US", "ANSI_X3.4-1968"})
        EXPECT_EQ(name_read(declared(name, "e")), "e") << name;
    for (const char* name : {"ISO-8859-1", "iso8859-1", "latin1", "Latin-1", "ISO_8859-1"})
        EXPECT_EQ(name_read(declared(name, "\xe9")), "é") << name;
    for (const char* name : {"GBK", "windows-1252", "Shift_JIS", "UTF-32", "UTF-7", "EBCDIC-CP-US", "x"})
        EXPECT_NE(fault_of(declared(name, "e")).find("the file says " + std::string{name}), std::string::npos) << name;
    EXPECT_NE(fault_of(declared("UTF-16", "e")).find("each character is one byte"), std::string::npos);
    EXPECT_EQ(name_read("\xef\xbb\xbf" + declared("ISO-8859-1", "\xc3\xa9")), "é") << "the byte order mark says it";
}

TEST(Xml, points_at_the_bad_byte) {
    const auto place_of = [](const QByteArray& bytes) {
        Faults faults;
        EXPECT_FALSE(read_xml(bytes, "f.bpmn", faults));
        return faults.size() != 1
                   ? "none"
                   : std::to_string(faults.front().place.line) + ':' + std::to_string(faults.front().place.column);
    };
    EXPECT_EQ(place_of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\r\n  <b n=\"受理\xca\xdc\"/>\n</a>"), "3:11");
    EXPECT_EQ(place_of("<?xml version=\"1.0\" encoding=\"ASCII\"?>\n<a n=\"\xc3\xa9\"/>"), "2:7");
    EXPECT_EQ(place_of("\xff\xfe<\0a\0>\0\n\0\0\xd8<\0"_qba), "2:1") << "half a character of UTF-16";
    EXPECT_EQ(place_of("<a>\n<b>\xed\xa0\x80</b></a>"), "2:4") << "a surrogate is no sign of UTF-8";
    EXPECT_EQ(place_of("<a>\n<b>\xc0\x80</b></a>"), "2:4") << "nor is an overlong one";
    EXPECT_EQ(place_of("<a>\n<!DOCTYPE a></a>"), "2:1");
}

TEST(Xml, refuses_entities_and_document_types) {
    EXPECT_NE(fault_of("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").find("document type"), std::string::npos);
    EXPECT_NE(fault_of("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").find("document type"), std::string::npos);
    EXPECT_NE(fault_of("<a>&b;</a>").find("well-formed"), std::string::npos);
}

TEST(Xml, tells_a_missing_quotation_mark_as_such_however_long_the_file) {
    QByteArray text = "<a>\n<b c=\"x>\n";
    for (int i = 0; i < 10'000; ++i) text += "<d e=\"y\"/>\n";
    EXPECT_NE(fault_of(text + "</b></a>").find("well-formed"), std::string::npos);
}

TEST(Xml, refuses_bottomless_nesting_and_endless_tags) {
    QByteArray deep;
    for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
    EXPECT_NE(fault_of(deep).find("64 elements"), std::string::npos);
    QByteArray wide = "<a";
    for (int i = 0; i < 100'000; ++i) wide += " a" + QByteArray::number(i) + "=\"\"";
    EXPECT_NE(fault_of(wide + "/>").find("200 attributes"), std::string::npos);
    EXPECT_NE(fault_of("<a b=\"" + QByteArray(70'000, '>') + "\"/>").find("64 kB"), std::string::npos);
    QByteArray prefixes;
    for (int i = 0; i < 60; ++i)
        for (int j = 0; j < 10; ++j)
            prefixes +=
                (j == 0 ? "<a xmlns:p" : " xmlns:p") + QByteArray::number(10 * i + j) + "=\"u\"" + (j == 9 ? ">" : "");
    EXPECT_NE(fault_of(prefixes).find("200 prefixes"), std::string::npos);
    EXPECT_EQ(name_read("<!-- " + QByteArray(100'000, 'x') + " --><a name=\"ok\"/>"), "ok");
}

TEST(Xml, refuses_more_elements_and_names_than_any_tool_writes) {
    QByteArray many = "<a>\n", names = "<a>";
    for (int i = 0; i < 300'000; ++i) many += "<b/>";
    EXPECT_NE(fault_of(many + "</a>").find("at most 300000 elements"), std::string::npos);
    for (int i = 0; i < 11'000; ++i) names += "<b" + QByteArray::number(i) + "/>";
    EXPECT_NE(fault_of(names + "</a>").find("at most 10000 different names"), std::string::npos);
}

TEST(Xml, tells_children_attributes_and_the_texts_it_is_to_keep) {
    Faults faults;
    const auto document = read_xml("<a><b x=\"1\" y=\"&lt;&#x53D7;\"><c z=\"\"/>one<c/> two</b>\n<n>note</n><b/></a>",
                                   "f.bpmn", faults, {"b"});
    ASSERT_TRUE(document);
    std::string told;
    for (const Element& child : document->root().children()) {
        told += std::string{child.name()} + ' ' + std::to_string(child.line()) + ':' + std::to_string(child.column());
        for (const Attribute& a : child.attributes()) told += ' ' + std::string{a.name} + '=' + std::string{a.value};
        for (const Element& inner : child.children()) told += " <" + std::string{inner.name()} + '>';
        told += " [" + std::string{child.text()} + "]\n";
    }
    EXPECT_EQ(told, "b 1:4 x=1 y=<\u53D7 <c> <c> [one two]\nn 2:1 []\nb 2:12 []\n");
    EXPECT_EQ(document->size(), 6u);
}

TEST(Xml, takes_any_prefix) {
    Faults faults;
    const auto document = read_xml(
        "<x:a xmlns:x=\"urn:one\" xmlns:y=\"urn:two\" y:b=\"1\"><c xmlns=\"urn:one\"/></x:a>", "f.bpmn", faults);
    ASSERT_TRUE(document);
    const Element root = document->root();
    EXPECT_EQ(root.space(), "urn:one");
    EXPECT_EQ(*root.attribute("b", "urn:two"), "1");
    EXPECT_TRUE(root.child("urn:one", "c"));
}

TEST(Xml, hands_on_a_text_whatever_it_is_encoded_in) {
    const QString text = QStringLiteral("<?xml version=\"1.0\" encoding=\"%1\"?><a name=\"\u00e9\u00fc\"/>");
    const auto told = [&](const char* name) { return text.arg(QLatin1String(name)).toStdString(); };
    EXPECT_EQ(utf8_of("\xEF\xBB\xBF" + text.arg("UTF-8").toUtf8()), told("UTF-8"));
    EXPECT_EQ(utf8_of(text.arg("ISO-8859-1").toLatin1()), told("ISO-8859-1"));
    QStringEncoder wide{QStringEncoder::Utf16LE, QStringEncoder::Flag::WriteBom};
    const QByteArray bytes = wide.encode(text.arg("UTF-16"));
    EXPECT_EQ(utf8_of(bytes), told("UTF-16"));
}

}  // namespace
}  // namespace bandian::packs
