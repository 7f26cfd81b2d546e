// Numbers that people and companies go by. The good ones are invented, with their check signs worked out by hand or published as
// examples in the standards.

#include "app/application.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

TEST(Application, an_identity_number_fits_its_check_digit_and_a_day_that_exists) {
    EXPECT_TRUE(is_identity_number("11010519491231002X"));   // GB 11643's own example
    EXPECT_TRUE(is_identity_number("440524188001010014"));   // and its other one
    EXPECT_FALSE(is_identity_number("110105194912310021"));  // another last sign
    EXPECT_FALSE(is_identity_number("11010519490230002X"));  // 30 February
    EXPECT_FALSE(is_identity_number("99010519491231002X"));  // no such province
    EXPECT_FALSE(is_identity_number("1101051949123100"));
    EXPECT_FALSE(is_identity_number(""));
}

TEST(Application, every_other_last_digit_of_an_identity_number_is_refused) {
    int good = 0;
    for (const char last : std::string{"0123456789X"}) good += is_identity_number(std::string{"44052418800101001"} + last);
    EXPECT_EQ(good, 1);
}

TEST(Application, a_credit_code_fits_its_check_sign) {
    EXPECT_TRUE(is_credit_code("91350100M000100Y43"));  // GB 32100's own example
    EXPECT_FALSE(is_credit_code("91350100M000100Y44"));
    EXPECT_FALSE(is_credit_code("91350100I000100Y43"));  // I is none of its signs
    EXPECT_FALSE(is_credit_code("91350100M000100Y4"));
}

TEST(Application, exchanging_two_neighbours_in_a_credit_code_is_found) {
    const std::string code = "91350100M000100Y43";
    for (std::size_t i = 8; i + 1 < code.size(); ++i) {
        std::string slip = code;
        std::swap(slip[i], slip[i + 1]);
        if (slip == code) continue;
        EXPECT_FALSE(is_credit_code(slip)) << slip;
    }
}

TEST(Application, telephones_as_people_write_them) {
    for (const char* good : {"13800000000", "+86 138 0000 0000", "0533-6180000", "(0533)6180000", "6180000"}) EXPECT_TRUE(is_phone(good)) << good;
    for (const char* bad : {"12345", "138000000001", "tel 13800000000", ""}) EXPECT_FALSE(is_phone(bad)) << bad;
}

TEST(Application, everything_that_is_wrong_is_told_at_once) {
    std::vector<std::string> fields;
    for (const casework::Rejection& one : faults_of_applicant({{"phone", "1"}, {"idNumber", "2"}, {"nick", "x"}}, {{"division", "99"}})) fields.push_back(one.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"applicant.phone", "applicant.idNumber", "applicant.nick", "applicant.name", "site.division", "site.address"}));
    EXPECT_TRUE(faults_of_applicant({{"name", "张三"}}, {{"address", "周村"}}).empty());
}

}  // namespace
}  // namespace bandian::app
