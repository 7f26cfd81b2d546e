// Numbers that people and companies go by. The good ones are invented, with their check digits worked out by hand, or
// published as examples in the standards.

#include "text/documents.hpp"

#include <gtest/gtest.h>

namespace bandian::text {
namespace {

std::string told(const Result<std::string>& result) {
    const auto* flaw = std::get_if<Flaw>(&result);
    return flaw ? flaw->reason : std::get<std::string>(result);
}

/// "type number", or the reason.
std::string document(std::string_view typed, std::string_view type = {}) {
    const auto result = identity(typed, type);
    const auto* flaw = std::get_if<Flaw>(&result);
    return flaw ? flaw->reason : std::get<Document>(result).type + ' ' + std::get<Document>(result).number;
}

/// Seventeen digits with the one that fits them.
std::string with_check(const std::string& seventeen) {
    for (const char last : std::string{"0123456789X"})
        if (std::holds_alternative<Document>(identity(seventeen + last))) return seventeen + last;
    return seventeen + '?';
}

TEST(Documents, an_identity_card_is_taken_as_people_type_it) {
    const std::string card = "resident-identity 11010519491231002X";  // GB 11643's own example
    for (const char* typed :
         {"11010519491231002X", "11010519491231002x", " 110105 19491231 002X ", "110105-19491231-002X",
          "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002Ｘ", "\u200B11010519491231002X\u202C"})
        EXPECT_EQ(document(typed), card) << typed;
    EXPECT_EQ(document("440524188001010014"), "resident-identity 440524188001010014");  // and its other one
    EXPECT_EQ(document("11010519491231002X", "resident-identity"), card);
}

TEST(Documents, each_rule_of_an_identity_card_has_its_reason) {
    const std::pair<const char*, const char*> broken[] = {{"110105491231002", "identity-old"},
                                                          {"11010519491231002", "identity-length"},
                                                          {"11010519491231002XX", "identity-unknown"},
                                                          {"1101051949123100200", "identity-length"},
                                                          {"1", "identity-length"},
                                                          {"1101051949A231002X", "identity-characters"},
                                                          {"99010519491231002X", "identity-region"},
                                                          {"00010519491231002X", "identity-region"},
                                                          {"11010519490230002X", "identity-birth-date"},
                                                          {"11010519491331002X", "identity-birth-date"},
                                                          {"11010517491231002X", "identity-birth-date"},
                                                          {"110105194912310021", "identity-check-digit"},
                                                          {"11010519491231002号", "identity-characters"}};
    for (const auto& [typed, reason] : broken) EXPECT_EQ(document(typed), reason) << typed;
    EXPECT_EQ(document("110105190002290017"), "identity-birth-date");  // 1900 was no leap year
}

TEST(Documents, every_other_last_digit_of_an_identity_number_is_refused) {
    int good = 0;
    for (const char last : std::string{"0123456789X"})
        good += document(std::string{"44052418800101001"} + last).rfind("resident", 0) == 0;
    EXPECT_EQ(good, 1);
}

TEST(Documents, of_hong_kong_macao_taiwan_and_abroad) {
    for (const char* region : {"810000", "820000", "830000"}) {
        const std::string number = with_check(std::string{region} + "19900101001");
        EXPECT_EQ(document(number), "residence-permit " + number);
    }
    EXPECT_EQ(document("830000199001010012"), "residence-permit 830000199001010012");
    EXPECT_EQ(document("830000199001010013"), "identity-check-digit");
    EXPECT_EQ(document("H12345678"), "mainland-travel-permit H12345678");
    EXPECT_EQ(document("m1234567800"), "mainland-travel-permit M1234567800");
    EXPECT_EQ(document("12345678"), "taiwan-travel-permit 12345678");
    EXPECT_EQ(document("1234567801(B)"), "taiwan-travel-permit 1234567801B");
    EXPECT_EQ(document("1234567801（b）"), "taiwan-travel-permit 1234567801B");
    EXPECT_EQ(document("911124198108030024"), "permanent-residence 911124198108030024");  // as the specimen of 2023
    EXPECT_EQ(document("911124198108030025"), "identity-check-digit");
    EXPECT_EQ(document("CAN110181010101"), "permanent-residence CAN110181010101");
    EXPECT_EQ(document("军字第2001988号"), "military 军字第2001988号");
}

TEST(Documents, passports) {
    for (const char* number : {"E12345678", "EA1234567", "G12345678", "D1234567", "SE1234567", "PE1234567", "K12345678",
                               "MA1234567", "123456789", "AB123456", "C01X00T47", "X1234567"})
        EXPECT_EQ(document(number), std::string{"passport "} + number);
    EXPECT_EQ(document("e 1234 5678"), "passport E12345678");
    EXPECT_EQ(document("12345678", "passport"), "passport 12345678");
    EXPECT_EQ(document("ABCDEF"), "identity-unknown");
    EXPECT_EQ(document("护照"), "identity-characters");
}

TEST(Documents, a_type_that_is_told_is_held_to_its_form) {
    EXPECT_EQ(document("H1234567", "mainland-travel-permit"), "travel-permit-form");
    EXPECT_EQ(document("1234567", "taiwan-travel-permit"), "taiwan-permit-form");
    EXPECT_EQ(document("1234", "passport"), "passport-form");
    EXPECT_EQ(document("CA110181010101", "permanent-residence"), "permanent-residence-form");
    EXPECT_EQ(document("军字2001988", "military"), "military-form");
    EXPECT_EQ(document("110105491231002", "resident-identity"), "identity-old");
    EXPECT_EQ(document("E12345678", "resident-identity"), "identity-length");
    EXPECT_EQ(document("440524188001010014", "residence-permit"), "identity-region");
    EXPECT_EQ(document("ab-12/3", "other"), "document-form");
    EXPECT_EQ(document("ab-123", "other"), "other AB-123");
    EXPECT_EQ(document("AB123", "driving-licence"), "identity-type");
    for (const std::string_view type : document_types())
        EXPECT_NE(document("", type).find('-'), std::string::npos) << type;
}

TEST(Documents, a_company_in_the_place_of_a_person_is_told_so) {
    EXPECT_EQ(document("91350100M000100Y43"), "identity-is-credit-code");
    EXPECT_EQ(document("ABCDEFGHIJKLMNOPQR"), "identity-characters");
}

TEST(Documents, a_credit_code_has_its_reasons) {
    const std::pair<const char*, const char*> codes[] = {
        {"91350100M000100Y43", "91350100M000100Y43"},  // GB 32100's own example
        {"91350100m000100y43", "91350100M000100Y43"},
        {"９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"},
        {"91370306ma3c0aaa0t", "91370306MA3C0AAA0T"},
        {"9135 0100 M000 100Y 43", "91350100M000100Y43"},
        {"91350100M000100Y44", "credit-code-check"},
        {"91350100I000100Y43", "credit-code-characters"},
        {"91350100M000100Y4", "credit-code-length"},
        {"9135010AM000100Y43", "credit-code-region"},
        {"350100100012345", "credit-code-old"},
        {"M000100Y-4", "credit-code-organisation"},
        {"", "credit-code-length"},
        {"统一社会信用代码统一社会信用代码代码", "credit-code-characters"}};
    for (const auto& [typed, expected] : codes) EXPECT_EQ(told(credit_code(typed)), expected) << typed;
}

TEST(Documents, exchanging_two_neighbours_in_a_credit_code_is_found) {
    const std::string code = "91350100M000100Y43";
    for (std::size_t i = 8; i + 1 < code.size(); ++i) {
        std::string slip = code;
        std::swap(slip[i], slip[i + 1]);
        if (slip == code) continue;
        EXPECT_EQ(told(credit_code(slip)), "credit-code-check") << slip;
    }
}

TEST(Documents, customer_numbers_and_divisions) {
    EXPECT_EQ(told(customer_number("３７０６ 0012-34")), "3706001234");
    EXPECT_EQ(told(customer_number("12345")), "customer-number-length");
    EXPECT_EQ(told(customer_number("12345678901234567")), "customer-number-length");
    EXPECT_EQ(told(customer_number("12345a")), "customer-number-characters");
    EXPECT_EQ(told(division("３７０３０６")), "370306");
    EXPECT_EQ(told(division("3703")), "division-form");
    EXPECT_EQ(told(division("990306")), "division-region");
}

}  // namespace
}  // namespace bandian::text
