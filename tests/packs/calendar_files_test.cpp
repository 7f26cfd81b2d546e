#include "packs/calendar_files.hpp"

#include "calendar/worked_days.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include <unistd.h>

namespace bandian::packs {
namespace {

const std::string good =
    "edition: x-2018\nkind: notice\nyear: 2018\ntitle: t\nnumber: n\npublished: 2017-11-30\n"
    "off:\n  - { name: 元旦, days: [2018-01-01] }\nwork:\n  - { for: 春节, days: [2018-02-11] }\n";

std::string with(const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
}

Fault fault_of(const std::string& text) {
    Faults faults;
    EXPECT_EQ(read_edition(text, "x.yaml", faults), std::nullopt) << text;
    return faults.empty() ? Fault{} : faults.front();
}

TEST(EditionFile, is_read) {
    Faults faults;
    const auto edition = read_edition(good, "x.yaml", faults);
    ASSERT_TRUE(edition);
    EXPECT_EQ(edition->days.size(), 2u);
    EXPECT_EQ(edition->days[1].to, calendar::SetTo::working);
}

TEST(EditionFile, faults_have_line_and_column) {
    const Fault fault = fault_of(with("[2018-01-01]", "[2018-01-32]"));
    EXPECT_EQ(fault.place.line, 8);
    EXPECT_GT(fault.place.column, 10);
    EXPECT_NE(fault.text.find("2018-01-32"), std::string::npos);
}

TEST(EditionFile, refuses_contradictions_and_slips) {
    EXPECT_EQ(fault_of(with("[2018-02-11]", "[2018-01-01]")).rule, "calendar-twice");
    EXPECT_EQ(fault_of(with("[2018-01-01]", "[2019-01-01]")).rule, "calendar-year");
    EXPECT_EQ(fault_of(with("kind: notice", "kind: notise")).rule, "yaml-value");
    EXPECT_EQ(fault_of(with("title: t", "titel: t")).rule, "yaml-value");
    EXPECT_EQ(fault_of(with("days: [2018-01-01]", "from: 2018-01-01, to: 2019-01-01")).rule, "yaml-value");
    EXPECT_EQ(fault_of("off: [").rule, "yaml");
    EXPECT_EQ(fault_of("").rule, "yaml");
}

TEST(EditionFile, tells_slips_of_a_range_and_of_names_where_they_are) {
    const Fault reversed = fault_of(with("days: [2018-01-01]", "from: 2018-01-03, to: 2018-01-01"));
    EXPECT_EQ(reversed.place.line, 8);
    EXPECT_NE(reversed.text.find("not before from"), std::string::npos) << reversed.text;
    EXPECT_EQ(fault_of(with("name: 元旦, ", "")).place.line, 8);
    EXPECT_EQ(fault_of(with("name: 元旦", "name: \"\xE3\x80\x80\"")).place.line, 8);
    const Fault both = fault_of(with("[2018-02-11]", "[2018-01-01]"));
    EXPECT_EQ(both.place.line, 10);
    EXPECT_NE(both.text.find("is off on line 8"), std::string::npos) << both.text;
}

TEST(EditionFile, is_refused_where_it_is_not_utf_8) {
    // 元旦 in GB18030, whose first two bytes might be a letter of UTF-8.
    const Fault gb = fault_of(with("元旦", "\xD4\xAA\xB5\xA9"));
    EXPECT_EQ(gb.rule, "yaml");
    EXPECT_NE(gb.text.find("Expected text in UTF-8"), std::string::npos) << gb.text;
    EXPECT_EQ(gb.place.line, 8);
    EXPECT_EQ(gb.place.column, 14);
    EXPECT_NE(gb.text.find("byte " + std::to_string(good.find("元旦") + 3) + " of the file, 0xB5"), std::string::npos)
        << gb.text;
    EXPECT_NE(gb.text.find("GB18030"), std::string::npos);
    EXPECT_NE(fault_of("\xFF\xFE" + good).text.find("UTF-16"), std::string::npos);
    for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE5\x85", "\x80", "\xFF"})
        EXPECT_NE(fault_of(with("title: t", std::string{"title: "} + bad)).text.find("UTF-8"), std::string::npos);
    EXPECT_NE(fault_of(with("title: t", std::string{"title: "} + '\0')).text.find("UTF-8"), std::string::npos);
    Faults faults;
    EXPECT_TRUE(read_edition("\xEF\xBB\xBF" + good, "x.yaml", faults)) << "with a byte order mark";
    EXPECT_TRUE(read_edition(with("title: t", "title: \xF0\xA0\xAE\xB7"), "x.yaml", faults)) << "a rare character";
}

TEST(EditionFile, of_countless_days_tells_a_few_faults) {
    std::string days = "2018-01-01";
    for (int i = 0; i < 20'000; ++i) days += ", 2018-01-01";
    Faults faults;
    EXPECT_EQ(read_edition(with("2018-01-01", days), "x.yaml", faults), std::nullopt);
    EXPECT_LT(faults.size(), 50u);
}

TEST(EditionFile, holds_no_control_characters) {
    EXPECT_EQ(fault_of(with("title: t", "title: \"t\\r\\nX\"")).rule, "yaml-value");
}

TEST(Regions, of_the_project_are_sound) {
    Faults faults;
    const Regions regions = read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults);
    EXPECT_TRUE(faults.empty()) << to_string(faults.front());
    EXPECT_EQ(regions.count("cn"), 1u);
}

class CopiedRegions : public ::testing::Test {
protected:
    CopiedRegions()
        : folder_(std::filesystem::temp_directory_path() / ("bandian-calendars-" + std::to_string(::getpid()))) {
        std::filesystem::copy(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", folder_,
                              std::filesystem::copy_options::recursive);
    }
    ~CopiedRegions() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& file, const std::string& text) const { std::ofstream(folder_ / file) << text; }
    std::string text_of(const std::string& file) const {
        std::ifstream in(folder_ / file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// The files that faults are in.
    std::set<std::string> read() {
        Faults faults;
        regions_ = read_calendars(folder_.string(), faults);
        std::set<std::string> files;
        for (const Fault& fault : faults) files.insert(fault.place.file.substr(folder_.string().size() + 1));
        return files;
    }
    calendar::Calendar calendar(const std::string& region) const {
        return std::get<calendar::Calendar>(regions_.at(region).calendar());
    }

    const std::filesystem::path folder_;
    Regions regions_;
};

TEST_F(CopiedRegions, go_on_without_a_file_that_has_errors_or_slips_or_contradicts_another) {
    write("cn/2027.yaml", "off: [");
    write("cn/slip.yaml",
          "edition: slip\nkind: local\nyear: 2026\ntitle: t\npublished: 2026-01-05\nwork: [{ for: 元旦, days: "
          "[2026-10-14] }]\n");
    std::string again = text_of("cn/2026.yaml");
    again.replace(again.find("published: "), 21, "published: 2026-09-01");
    write("cn/2026-again.yaml", again);
    EXPECT_EQ(read(), (std::set<std::string>{"cn/2027.yaml", "cn/2026-again.yaml", "cn/slip.yaml"}));
    for (const char* region : {"cn", "cn-45"})
        EXPECT_EQ(
            calendar::difference(calendar(region), std::get<calendar::Calendar>(testing::region(region).calendar())),
            std::nullopt);
}

TEST_F(CopiedRegions, fall_with_a_notice_between_others_and_take_those_that_inherit_from_them_along) {
    write("cn/2020.yaml", "off: [");
    const std::set<std::string> faulty = read();
    EXPECT_EQ(faulty.count("cn/2020.yaml"), 1u);
    EXPECT_TRUE(regions_.empty());
}

TEST(Regions, inherit_the_days_of_another) {
    const auto guangxi = std::get<calendar::Calendar>(testing::region("cn-45").calendar());
    EXPECT_FALSE(guangxi.is_working(testing::day("2025-03-31")));  // 三月三
    EXPECT_TRUE(testing::cn().is_working(testing::day("2025-03-31")));
    EXPECT_FALSE(guangxi.is_working(testing::day("2018-10-01")));
}

}  // namespace
}  // namespace bandian::packs
