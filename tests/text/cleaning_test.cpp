// Texts as they arrive from keyboards, pages and other people's programs.

#include "text/cleaning.hpp"

#include "text/characters.hpp"

#include <gtest/gtest.h>

namespace bandian::text {
namespace {

constexpr std::size_t most = 20;

std::string cleaned(std::string_view text, Lines lines = Lines::one) {
    const auto result = clean(text, lines, most);
    const auto* flaw = std::get_if<Flaw>(&result);
    return flaw ? "refused: " + flaw->reason : std::get<std::string>(result);
}

TEST(Cleaning, white_space_of_any_kind_is_folded_and_taken_off_the_ends) {
    EXPECT_EQ(cleaned("  张三\t"), "张三");
    EXPECT_EQ(cleaned("\u3000张\u3000 \u00A0三\u2003"), "张 三");
    EXPECT_EQ(cleaned("周村区\r\n丝绸路1号"), "周村区 丝绸路1号");
    EXPECT_EQ(cleaned("Anna\u2028Maria"), "Anna Maria");
}

TEST(Cleaning, what_can_be_written_in_two_ways_is_written_in_one) {
    EXPECT_EQ(cleaned("Mu\u0308ller"), "M\u00FCller");
    EXPECT_EQ(cleaned("e\u200D\u0301"), "\u00E9");       // a joiner between them is no reason for another name
    EXPECT_EQ(cleaned("\uF9DC"), "\u9686");              // 隆, a compatibility ideograph
    EXPECT_EQ(cleaned("\u1112\u1161\u11AB"), "\uD55C");  // 한
}

TEST(Cleaning, what_has_no_width_is_left_out) {
    EXPECT_EQ(cleaned("\uFEFF张\u200B三\u2060"), "张三");
    EXPECT_EQ(cleaned("张\u00AD\u200C三"), "张三");
}

TEST(Cleaning, names_keep_what_they_are_written_with) {
    for (const char* name : {"阿卜杜拉·买买提", "欧阳娜娜", "𠮷田", "\U00020BB7", "O’Brien-Smith", "葛\U000E0100",
                             "\uE863", "ᠪᠠᠲᠤ", "（株）山田"})
        EXPECT_EQ(cleaned(name), name);
}

TEST(Cleaning, what_cannot_be_meant_is_refused_with_its_reason) {
    const std::pair<std::string_view, const char*> refused[] = {{"", "text-blank"},
                                                                {" \u3000\n", "text-blank"},
                                                                {"\u200B", "text-blank"},
                                                                {"\uFE0F", "text-blank"},
                                                                {std::string_view{"a\0b", 3}, "text-control"},
                                                                {"a\x1B[31m", "text-control"},
                                                                {"a\u0080", "text-control"},
                                                                {"\x7F", "text-control"},
                                                                {"张\u202E三", "text-direction"},
                                                                {"\u2066a\u2069", "text-direction"},
                                                                {"\u200Fa", "text-direction"},
                                                                {"张\uFFFD", "text-broken"},
                                                                {"\xFF", "text-broken"},
                                                                {"\xED\xA0\x80", "text-broken"},
                                                                {"\xE5\xBC", "text-broken"},
                                                                {"\xF4\x90\x80\x80", "text-broken"},
                                                                {"\uFFFF", "text-broken"},
                                                                {"\u3164", "text-invisible"},
                                                                {"a\U000E0041", "text-invisible"},
                                                                {"\u2800", "text-invisible"}};
    for (const auto& [text, reason] : refused) EXPECT_EQ(cleaned(text), std::string{"refused: "} + reason) << text;
}

TEST(Cleaning, length_is_in_characters_and_of_what_is_kept) {
    std::string most_of_them, longer;
    for (std::size_t i = 0; i < most; ++i) most_of_them += "𠮷";
    EXPECT_EQ(cleaned("  " + most_of_them + "  "), most_of_them);
    const auto refused = clean(most_of_them + "丝", Lines::one, most);
    ASSERT_TRUE(std::holds_alternative<Flaw>(refused));
    EXPECT_EQ(std::get<Flaw>(refused).reason, "text-too-long");
    EXPECT_EQ(std::get<Flaw>(refused).bound, 20);
    EXPECT_EQ(characters(most_of_them), most);
}

TEST(Cleaning, notes_keep_their_lines) {
    EXPECT_EQ(cleaned("\n一 \r\n\r\n\t二  三\r四\n ", Lines::many), "一\n\n\t二  三\n四");
    EXPECT_EQ(cleaned("👨\u200D👩", Lines::many), "👨\u200D👩");
    EXPECT_EQ(cleaned("a\u202Eb", Lines::many), "refused: text-direction");
}

TEST(Cleaning, cleaning_twice_changes_nothing) {
    for (const char* text : {" a \u0301", "\u0301", "e\u200B\u0301 ", "a\u0344", "\u3000x\u3000", "\u1100\u200B\u1161"})
        for (const Lines lines : {Lines::one, Lines::many})
            EXPECT_EQ(cleaned(cleaned(text, lines), lines), cleaned(text, lines)) << text;
}

TEST(Cleaning, a_file_name_loses_what_is_wrong_with_it_instead) {
    EXPECT_EQ(without_flaws(" 身份证\u202Egpj.exe\x01 ", 200), "身份证gpj.exe");
    EXPECT_EQ(without_flaws("身份证 扫描", 4), "身份证");
    EXPECT_EQ(without_flaws("\xFF", 200), "");
}

TEST(Cleaning, numbers_typed_in_full_width_are_numbers) {
    EXPECT_EQ(narrow("３７０３０６Ｘ"), "370306X");
    EXPECT_EQ(narrow("（0533）\u30006180000–8"), "(0533) 6180000-8");
    EXPECT_EQ(narrow("\u202D138\u00A00000\u202C"), "138 0000");
}

}  // namespace
}  // namespace bandian::text
