// Telephone numbers as people write them: tests/text/phones.csv has each with its reason.

#include "text/phone.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace bandian::text {
namespace {

/// The fields of a line; one in quotes may hold commas.
std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields{""};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) fields.emplace_back();
        else fields.back() += c;
    }
    return fields;
}

std::string told(const Result<std::string>& result) {
    const auto* flaw = std::get_if<Flaw>(&result);
    return flaw ? flaw->reason : std::get<std::string>(result);
}

TEST(Phone, is_dialled_as_the_table_says_and_what_is_dialled_stays_so) {
    std::ifstream file{std::string{BANDIAN_SOURCE_DIR} + "/tests/text/phones.csv"};
    std::string line;
    std::getline(file, line);
    int rows = 0;
    for (; std::getline(file, line); ++rows) {
        const auto fields = fields_of(line);
        ASSERT_EQ(fields.size(), 3u) << line;
        const auto result = dialled(fields[0]);
        EXPECT_EQ(told(result), fields[1]) << line;
        if (const auto* flaw = std::get_if<Flaw>(&result))
            EXPECT_TRUE(fields[0].size() < 5 || flaw->detail.find(fields[0]) == std::string::npos);
        else EXPECT_EQ(told(dialled(fields[1])), fields[1]) << line;
    }
    EXPECT_GT(rows, 90);
}

TEST(Phone, is_sought_by_its_digits_however_it_is_spelled) {
    for (const char* typed :
         {"13800000000", "+8613800000000", "+86 138 0000 0000", "138-0000-0000", "１３８ 0000 0000", " 8613800000000"})
        EXPECT_EQ(digits_sought(typed), "13800000000") << typed;
    for (const char* typed :
         {"0533-6180000", "（0533）6180000", "+86-533-6180000", "0533-6180000-801", "0533 6180000 转 801"})
        EXPECT_EQ(digits_sought(typed), "05336180000") << typed;
    EXPECT_EQ(digits_sought("+852 2345 6789"), "85223456789");
    EXPECT_EQ(digits_sought("138-0000"), "1380000");         // as far as it is known
    EXPECT_EQ(digits_sought("3706 0012 34"), "3706001234");  // a customer number
    for (const char* typed : {"", "12-3", "张三", "丝绸路1号", "0533-6180000转", "ZC2018-000001"})
        EXPECT_EQ(digits_sought(typed), "") << typed;
}

}  // namespace
}  // namespace bandian::text
