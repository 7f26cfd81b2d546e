#include "calendar/slips.hpp"

#include "calendar/worked_days.hpp"
#include "packs/files.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace bandian::calendar {
namespace {

using testing::day;

const std::string root = std::string{BANDIAN_SOURCE_DIR};

/// The indented blocks of a page that begin an edition, as somebody would copy them.
std::vector<std::string> editions_in(const std::string& page) {
    packs::Faults faults;
    std::istringstream lines(packs::read_file(root + page, faults).value_or(""));
    std::vector<std::string> blocks;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        const bool indented = line.rfind("    ", 0) == 0;
        const bool begins = line.rfind("    # yaml-language-server", 0) == 0 || line.rfind("    edition:", 0) == 0;
        if (!indented) inside = false;
        if (begins && !inside) blocks.emplace_back();
        inside = inside || begins;
        if (inside) blocks.back() += line.substr(4) + '\n';
    }
    return blocks;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

Edition read(const std::string& text) {
    packs::Faults faults;
    auto edition = packs::read_edition(text, "x.yaml", faults);
    if (!edition) throw std::runtime_error(packs::to_string(faults.front()));
    return *edition;
}

std::vector<Slip> slips(const std::string& text, const std::string& region = "cn") {
    const packs::RegionFiles& files = testing::region(region);
    return slips_in(read(text), files.region, files.editions, day("2026-11-30"));
}

/// "rule line" of each.
std::vector<std::string> rules_of(const std::string& text, const std::string& region = "cn") {
    std::vector<std::string> all;
    for (const Slip& slip : slips(text, region)) all.push_back(slip.rule + ' ' + std::to_string(slip.line));
    return all;
}

std::string notice() { return editions_in("/docs/holiday-notice.md").at(0); }

const std::string amendment =
    "edition: cn-2026-more\nkind: amendment\namends: cn-2026\nyear: 2026\ntitle: t\npublished: 2026-11-01\n";

TEST(Slips, are_none_in_the_example_of_the_page_which_is_complete) {
    EXPECT_EQ(rules_of(notice()), std::vector<std::string>{});
    std::vector<EditionPtr> editions = testing::region("cn").editions;
    editions.push_back(std::make_shared<const Edition>(read(notice())));
    const auto calendar = std::get<Calendar>(Calendar::make(testing::region("cn").region, editions));
    for (const char* off : {"2027-02-06", "2027-06-09", "2027-09-15", "2027-10-01"})
        EXPECT_FALSE(calendar.is_working(day(off))) << off;
    EXPECT_FALSE(calendar.is_provisional(day("2027-12-24")));
    EXPECT_EQ(runs(calendar, day("2027-01-01"), day("2027-12-31")).size(), 12u);
    EXPECT_EQ(calendar.count(day("2026-12-31"), day("2027-12-31")).value, 249);  // as the page says
}

TEST(Slips, are_none_in_the_amendment_of_the_page) {
    const std::string text = editions_in("/docs/holiday-notice.md").at(1);
    packs::RegionFiles files = testing::region("cn");
    files.editions.push_back(std::make_shared<const Edition>(read(notice())));
    EXPECT_TRUE(slips_in(read(text), files.region, files.editions, day("2026-11-30")).empty());
    files.editions.push_back(std::make_shared<const Edition>(read(text)));
    const auto calendar = std::get<Calendar>(files.calendar());
    EXPECT_TRUE(calendar.is_working(day("2027-02-21")));
    EXPECT_FALSE(calendar.is_working(day("2027-02-20")));
}

TEST(Slips, name_a_make_up_day_that_is_worked_anyway_and_the_rest_day_beside_it) {
    const auto found = slips(changed(notice(), "2027-02-20", "2027-02-19"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule, "calendar-make-up");
    EXPECT_EQ(found[0].line, 20);
    EXPECT_GT(found[0].column, 30);
    EXPECT_NE(found[0].text.find("2027-02-19 is a Friday"), std::string::npos) << found[0].text;
    EXPECT_NE(found[0].text.find("Saturday 2027-02-20"), std::string::npos) << found[0].text;
}

TEST(Slips, of_the_finger_are_found_each_on_its_line) {
    const std::string good = notice();
    const std::vector<std::pair<std::string, std::vector<std::string>>> typed{
        {changed(good, "2027-02-20", "2027-03-20"), {"calendar-make-up 20"}},           // Saturday too, a month later
        {changed(good, "2026-12-27", "2026-12-20"), {"calendar-year 19"}},              // firm already
        {changed(good, "to: 2027-10-07", "to: 2027-10-02"), {"calendar-left-out 17"}},  // the 3rd is missing
        {changed(good, "from: 2027-10-01", "from: 2027-10-02"), {"calendar-left-out 17"}},
        {changed(good, "  - { name: 端午节, days: [2027-06-09] }\n", ""), {"calendar-left-out 11"}},
        {changed(good, "days: [2027-09-15]", "days: [2027-09-25]"),
         {"calendar-left-out 16"}},  // the 25th was last year's
        {changed(good, "published: 2026-11-04", "published: 2026-12-01"), {"calendar-published 1"}},
        {changed(good, "edition: cn-2027", "edition: cn/2027"), {"calendar-id 1"}},
        {changed(good, "work:\n", "without: { 国庆节: 未列 }\nwork:\n"), {"calendar-left-out 18"}},
    };
    for (const auto& [text, right] : typed) EXPECT_EQ(rules_of(text), right) << text;
}

/// `off`: the lines below it, from line 8 on.
std::vector<std::string> rules_of_a_late_notice(int year, const std::string& off) {
    const std::string y = std::to_string(year);
    return rules_of("edition: cn-" + y + "\nkind: notice\nyear: " + y +
                    "\ntitle: t\nnumber: n\npublished: 2026-11-01\noff:\n" + off);
}

TEST(Slips, are_found_in_the_notice_of_every_year_that_one_can_be_of) {
    const std::string first =
        "  - { name: 元旦, days: [2033-01-01] }\n  - { name: 农历除夕, days: [2033-01-30] }\n"
        "  - { name: 春节, from: 2033-01-31, to: 2033-02-02 }\n"
        "  - { name: 清明节, days: [2033-04-04] }\n"
        "  - { name: 劳动节, from: 2033-05-01, to: 2033-05-02 }\n"
        "  - { name: 端午节, days: [2033-06-01] }\n";
    const std::string national = "  - { name: 国庆节, from: 2033-10-01, to: 2033-10-03 }\n";
    const std::string autumn = "  - { name: 中秋节, days: [2033-09-08] }\n";
    EXPECT_EQ(rules_of_a_late_notice(2033, first + autumn + national), std::vector<std::string>{});
    EXPECT_EQ(rules_of_a_late_notice(2033, first + national), std::vector<std::string>{"calendar-left-out 8"});
    // A month later, as some almanacs of the last century have it.
    EXPECT_EQ(rules_of_a_late_notice(2033, first + changed(autumn, "09-08", "10-07") + national),
              std::vector<std::string>{"calendar-left-out 14"});
    const std::string new_year = "  - { name: 元旦, days: [2100-01-01] }\n";
    EXPECT_EQ(rules_of_a_late_notice(2100, new_year).size(), 7u);
    EXPECT_EQ(rules_of_a_late_notice(2101, changed(new_year, "2100", "2101")),
              std::vector<std::string>{"calendar-year 1"});
}

TEST(Slips, are_many_in_last_years_notice_with_its_years_raised) {
    packs::Faults faults;
    const std::string last = packs::read_file(root + "/workflows/calendars/cn/2026.yaml", faults).value();
    const std::string raised = changed(changed(last, "2026", "2027"), "2025", "2026");
    const auto found = slips(raised);
    const auto holds = [&](const std::string& text) {
        return std::any_of(found.begin(), found.end(),
                           [&](const Slip& slip) { return slip.text.find(text) != std::string::npos; });
    };
    EXPECT_TRUE(holds("to give 农历除夕"));
    EXPECT_TRUE(holds("to give 春节"));
    EXPECT_TRUE(holds("to give 端午节"));
    EXPECT_TRUE(holds("to give 中秋节"));
    EXPECT_TRUE(holds("are these the days of another year?"));
    EXPECT_TRUE(holds("2027-01-04 is a Monday that is worked anyway"));
}

TEST(Slips, do_not_count_a_holiday_that_the_notice_leaves_out_with_a_reason) {
    const std::string without = "without: { 农历除夕: 鼓励带薪休假 }\nwork:\n";
    const std::string text = changed(changed(notice(), "from: 2027-02-05", "from: 2027-02-06"), "work:\n", without);
    EXPECT_EQ(rules_of(text), std::vector<std::string>{});
    EXPECT_THROW(read(changed(text, "鼓励带薪休假", "\" \"")), std::runtime_error);
}

TEST(Slips, do_not_count_a_make_up_day_that_the_notice_gives_a_reason_for) {
    const std::string why = "2027-02-20], because: 通知如此 }";
    EXPECT_EQ(rules_of(changed(changed(notice(), "2027-02-20] }", why), "2027-02-20", "2027-02-19")),
              std::vector<std::string>{});
}

TEST(Slips, leave_local_days_and_amendments_their_freedom) {
    EXPECT_EQ(rules_of(amendment + "off:\n  - { name: 国庆节, days: [2026-10-08] }\n"), std::vector<std::string>{});
    // A day the notice gave off is taken back.
    EXPECT_EQ(rules_of(amendment + "work:\n  - { for: 国庆节, days: [2026-10-07] }\n"), std::vector<std::string>{});
    const std::string local = "edition: cn-45-2027\nkind: local\nyear: 2027\ntitle: t\npublished: 2026-11-01\n";
    EXPECT_EQ(rules_of(local + "off:\n  - { name: 广西三月三, days: [2027-04-08, 2027-04-09] }\n", "cn-45"),
              std::vector<std::string>{});
}

TEST(Slips, are_found_in_local_days_and_amendments_too) {
    EXPECT_EQ(rules_of(amendment + "work:\n  - { for: 国庆节, days: [2026-10-08] }\n"),
              std::vector<std::string>{"calendar-make-up 8"});
    const std::string off = "off:\n  - { name: 国庆节, days: [2026-10-08] }\n";
    EXPECT_EQ(rules_of(changed(amendment, "amends: cn-2026", "amends: cn-2062") + off),
              std::vector<std::string>{"calendar-amends 1"});
    EXPECT_EQ(rules_of(changed(amendment, "amends: cn-2026\n", "") + off),
              std::vector<std::string>{"calendar-amends 1"});
    EXPECT_EQ(rules_of(amendment + "without: { 春节: x }\n" + off), std::vector<std::string>{"calendar-left-out 7"});
    const std::string far =
        "edition: cn-2101\nkind: local\nyear: 2101\ntitle: t\npublished: 2026-11-01\noff:\n  - { name: n, days: "
        "[2101-05-06] }\n";
    EXPECT_EQ(rules_of(far), std::vector<std::string>{"calendar-year 7"});  // would count for nothing
}

}  // namespace
}  // namespace bandian::calendar
