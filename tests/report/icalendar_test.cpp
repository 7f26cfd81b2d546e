// What RFC 5545 asks of any text, whoever typed it.

#include "report/icalendar.hpp"

#include <gtest/gtest.h>

namespace bandian::report {
namespace {

const CalendarOf of{"test", "test@bandian", "a\r\nMETHOD:REQUEST", "PT6H"};

CalendarEvent event(const std::string& text) {
    CalendarEvent e;
    e.uid = text;
    e.stamp = stamp_of(*calendar::parse_day("2018-10-08"));
    e.first = e.last = *calendar::parse_day("2018-10-08");
    e.summary = e.description = text;
    return e;
}

TEST(ICalendar, a_line_break_of_any_kind_in_a_value_is_escaped) {
    for (const char* end : {"\n", "\r", "\r\n", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
        EXPECT_EQ(escaped("a" + std::string{end} + "b"), "a\\nb");
    EXPECT_EQ(escaped("\r\n\n"), "\\n\\n");
}

TEST(ICalendar, other_control_characters_are_left_out_and_signs_of_its_own_escaped) {
    for (int c = 1; c < 0x80; ++c) {
        const std::string text = escaped(std::string(1, static_cast<char>(c)));
        if (c == '\\' || c == ';' || c == ',') EXPECT_EQ(text, std::string{"\\"} + static_cast<char>(c));
        else if (c >= '\n' && c <= '\r') EXPECT_EQ(text, "\\n");
        else if ((c < 0x20 && c != '\t') || c == 0x7F) EXPECT_EQ(text, "");
        else EXPECT_EQ(text, std::string(1, static_cast<char>(c)));
    }
    EXPECT_EQ(escaped(std::string(1, '\0')), "");
}

TEST(ICalendar, nothing_in_a_value_makes_a_line_of_its_own) {
    const std::string text = icalendar(of, {event("x\r\nBEGIN:VALARM\nEND:VALARM\rATTACH:y")});
    for (const char* line : {"BEGIN:VALARM", "END:VALARM", "ATTACH", "METHOD"})
        EXPECT_EQ(text.find(std::string{"\n"} + line), std::string::npos) << text;
}

TEST(ICalendar, lines_have_75_octets_at_most_and_no_character_is_cut) {
    for (std::size_t before = 0; before < 80; ++before) {
        const std::string value =
            std::string(before, 'x') + "绿地𠀀é🌳绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地绿地";
        const std::string text = folded("SUMMARY:" + value);
        std::string unfolded;
        for (std::size_t from = 0, to; (to = text.find("\r\n", from)) != std::string::npos; from = to + 2) {
            ASSERT_LE(to - from, 75u);
            const std::size_t first = from == 0 ? 0 : from + 1;
            ASSERT_NE(static_cast<unsigned char>(text[first]) & 0xC0, 0x80) << "cut within a character";
            unfolded += text.substr(first, to - first);
        }
        EXPECT_EQ(unfolded, "SUMMARY:" + value);
    }
}

TEST(ICalendar, a_calendar_without_events_has_a_component_all_the_same) {
    const std::string text = icalendar({"test", "test@bandian", "test", "PT6H"}, {});
    EXPECT_NE(text.find("BEGIN:VFREEBUSY\r\nUID:/none-test@bandian\r\nDTSTAMP:19700101T000000Z\r\nEND:VFREEBUSY\r\n"),
              std::string::npos)
        << text;
}

TEST(ICalendar, a_moment_is_told_in_utc) {
    EXPECT_EQ(stamp_of(date::sys_days{date::year{2018} / 10 / 8} + std::chrono::seconds{5'400}), "20181008T013000Z");
    EXPECT_EQ(stamp_of(*calendar::parse_day("2018-10-08")), "20181008T000000Z");
}

}  // namespace
}  // namespace bandian::report
