// Names of files that people hand in.

#include "app/file_name.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

constexpr const char* pdf = "application/pdf";
constexpr const char* png = "image/png";

struct Name {
    const char* given;
    const char* type;
    const char* kept;
    const char* why;
};

const Name names[] = {
    {"房产证（复印件）.pdf", pdf, "房产证（复印件）.pdf", "it is good"},
    {"plan.pdf", png, "plan.png", "it is a picture"},
    {"plan.PDF", pdf, "plan.PDF", "an ending in capitals is one"},
    {"x.pdf.exe", pdf, "x.pdf", "what would be started is gone"},
    {"x.exe", pdf, "x.pdf", "and so without a document's ending before it"},
    {"x.pdf.exe.scr. ", pdf, "x.pdf", "however often"},
    {"scan.jpeg", "image/jpeg", "scan.jpeg", "one of several right endings"},
    {"合同.2018.10.08", pdf, "合同.2018.10.08.pdf", "a date is no ending"},
    {"IMG_0021.HEIC", "image/heic", "IMG_0021.HEIC", "what a telephone calls it"},
    {"IMG_0021.jpg", "image/heic", "IMG_0021.heic", "a telephone's picture that somebody renamed"},
    {"照片.heif", "image/heif", "照片.heif", "either ending"},
    {"扫描件", pdf, "扫描件.pdf", "without an ending"},
    {"票据.ofd", "application/zip", "票据.ofd", "an OFD that is known as a zip only"},
    {"../../etc/passwd", pdf, "etcpasswd.pdf", "no path"},
    {"..\\..\\boot.ini", pdf, "boot.pdf", "no path of Windows"},
    {"C:\\a|b?c*d<e>f\"g.pdf", pdf, "Cabcdefg.pdf", "what Windows does not take"},
    {"con.pdf", pdf, "_con.pdf", "a device of Windows"},
    {"COM1.合同.pdf", pdf, "_COM1.合同.pdf", "with any ending"},
    {"COM¹.pdf", pdf, "_COM¹.pdf", "and another way to write 1"},
    {"console.pdf", pdf, "console.pdf", "that is none"},
    {".hidden.pdf", pdf, "hidden.pdf", "hidden files"},
    {"  a \t b\n.pdf  ", pdf, "a b.pdf", "blanks"},
    {"fdp\xE2\x80\xAEgnp.exe", png, "fdpgnp.png", "U+202E turns what follows around"},
    {"a\xE2\x80\x8B\xEF\xBB\xBF"
     "b.pdf",
     pdf, "ab.pdf", "characters without width"},
    {"房\xEE\x80\x80\xE3\x85\xA4产\x7F证.pdf", pdf, "房\xEE\x80\x80产证.pdf",
     "what cannot be seen; private use stays, as in names"},
    {"e\xCC\x81t\xC3\xA9.pdf", pdf, "\xC3\xA9t\xC3\xA9.pdf", "two ways to write é are one"},
    {"a\r\nSet-Cookie: stolen=1\r\n.pdf", pdf, "a Set-Cookie stolen=1.pdf", "another header, on one line"},
    {"...", pdf, "", "nothing is left"},
    {".pdf", pdf, "pdf.pdf", "a name that was all ending"},
    {"\xFF\xFE.pdf", pdf, "", "no UTF-8"},
    {"", pdf, "", "nothing"},
    {"𠮷野家📄.pdf", pdf, "𠮷野家📄.pdf", "four bytes to a character"},
};

TEST(FileName, is_what_can_be_kept_and_read_with_the_ending_of_the_content) {
    for (const Name& one : names) {
        EXPECT_EQ(file_name_for(one.given, one.type), one.kept) << one.given << ": " << one.why;
        EXPECT_EQ(file_name_for(one.kept, one.type), one.kept) << "once more: " << one.why;
    }
}

TEST(FileName, is_cut_between_characters_before_its_ending) {
    std::string wide;
    for (int i = 0; i < 300; ++i) wide += "权";
    const std::string cut = file_name_for(wide + ".pdf", pdf);
    EXPECT_LE(cut.size(), longest_name_bytes);
    EXPECT_EQ((cut.size() - 4) % 3, 0u);
    EXPECT_EQ(cut.substr(cut.size() - 7), "权.pdf");
    EXPECT_EQ(file_name_for(std::string(5000, 'a') + ".pdf", pdf), std::string(longest_name - 4, 'a') + ".pdf");
    // A mark that would stand alone goes with its letter.
    const std::string marked = file_name_for(std::string(longest_name - 5, 'a') + "q\xCC\x81.pdf", pdf);
    EXPECT_EQ(marked, std::string(longest_name - 5, 'a') + ".pdf");
}

TEST(FileName, keeps_its_own_ending_where_the_type_has_none) {
    EXPECT_EQ(file_name_for("a.dwg", "image/vnd.dwg"), "a.dwg");
}

}  // namespace
}  // namespace bandian::app
