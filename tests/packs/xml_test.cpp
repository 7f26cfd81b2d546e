#include "packs/xml.hpp"

#include <QStringConverter>
#include <gtest/gtest.h>

namespace bandian::packs {
namespace {

QByteArray in(QStringConverter::Encoding encoding, const QString& text, bool mark) {
    QStringEncoder encode(encoding, mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encode.encode(text);
}

std::string name_read(const QByteArray& bytes) {
    Faults faults;
    const auto root = read_xml(bytes, "f.bpmn", faults);
    return root ? *root->attribute("name") : to_string(faults.front());
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
    EXPECT_NE(fault_of("<?xml version=\"1.0\" encoding=\"GB18030\"?><a name=\"\xca\xdc\"/>").find("save it as UTF-8"), std::string::npos);
    EXPECT_NE(fault_of("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a/>").find("windows-1252"), std::string::npos);
    EXPECT_NE(fault_of("<a name=\"\xca\xdc\xff\"/>").find("UTF-8"), std::string::npos);
}

TEST(Xml, refuses_entities_and_document_types) {
    EXPECT_NE(fault_of("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").find("document type"), std::string::npos);
    EXPECT_NE(fault_of("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").find("document type"), std::string::npos);
    EXPECT_NE(fault_of("<a>&b;</a>").find("well-formed"), std::string::npos);
}

TEST(Xml, refuses_bottomless_nesting_and_endless_tags) {
    QByteArray deep;
    for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
    EXPECT_NE(fault_of(deep).find("64 elements"), std::string::npos);
    QByteArray wide = "<a";
    for (int i = 0; i < 100'000; ++i) wide += " a" + QByteArray::number(i) + "=\"\"";
    EXPECT_NE(fault_of(wide + "/>").find("64 kB"), std::string::npos);
    EXPECT_EQ(name_read("<!-- " + QByteArray(100'000, 'x') + " --><a name=\"ok\"/>"), "ok");
}

TEST(Xml, takes_any_prefix) {
    Faults faults;
    const auto root = read_xml("<x:a xmlns:x=\"urn:one\" xmlns:y=\"urn:two\" y:b=\"1\"><c xmlns=\"urn:one\"/></x:a>", "f.bpmn", faults);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->space, "urn:one");
    EXPECT_EQ(*root->attribute("b", "urn:two"), "1");
    EXPECT_TRUE(root->child("urn:one", "c"));
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
