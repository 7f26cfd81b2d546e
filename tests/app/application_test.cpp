// What an applicant tells, as it is kept. The numbers are invented, or published as examples in the standards.

#include "app/application.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

std::vector<std::string> wrong_with(Json applicant, Json site = {{"address", "周村"}}) {
    std::vector<std::string> all;
    for (const casework::Rejection& one : put_in_form(applicant, site))
        all.push_back(one.field + ' ' + one.code + ' ' + one.reason);
    return all;
}

Json kept(Json applicant) {
    Json site{{"address", "周村"}};
    EXPECT_TRUE(put_in_form(applicant, site).empty()) << applicant;
    return applicant;
}

TEST(Application, everything_that_is_wrong_is_told_at_once_each_with_its_rule) {
    EXPECT_EQ(wrong_with({{"phone", "1"}, {"idNumber", "2"}, {"nick", "x"}}, {{"division", "99"}}),
              (std::vector<std::string>{"applicant.phone invalid-member phone-length",
                                        "applicant.idNumber invalid-member identity-length",
                                        "applicant.nick unknown-member ", "applicant.name missing-member ",
                                        "site.division invalid-member division-form", "site.address missing-member "}));
    EXPECT_EQ(wrong_with({{"name", "张三"}}), std::vector<std::string>{});
}

TEST(Application, what_is_kept_is_in_its_form) {
    const Json applicant = kept({{"name", "\u3000张三 "},
                                 {"phone", " （0533）6180000–801"},
                                 {"idNumber", "４４０５２４ 18800101 0014"},
                                 {"creditCode", "91350100m000100y43"},
                                 {"customerNo", "３７０６ 0012 34"}});
    EXPECT_EQ(applicant, Json({{"name", "张三"},
                               {"phone", "（0533）6180000–801"},
                               {"idNumber", "440524188001010014"},
                               {"creditCode", "91350100M000100Y43"},
                               {"customerNo", "3706001234"},
                               {"phoneDialled", "05336180000,801"}}));
    Json site{{"address", " 周村区\n丝绸路1号"}, {"division", "３７０３０６"}}, who{{"name", "张三"}};
    EXPECT_TRUE(put_in_form(who, site).empty());
    EXPECT_EQ(site, Json({{"address", "周村区 丝绸路1号"}, {"division", "370306"}}));
}

TEST(Application, what_is_in_its_form_already_has_nothing_beside_it) {
    const Json applicant{{"name", "张三"}, {"phone", "13800000000"}, {"idNumber", "11010519491231002X"}};
    EXPECT_EQ(kept(applicant), applicant);
}

TEST(Application, a_name_of_blanks_is_missing_and_an_optional_number_may_be_empty) {
    EXPECT_EQ(wrong_with({{"name", "\u3000"}}), std::vector<std::string>{"applicant.name missing-member "});
    EXPECT_EQ(kept({{"name", "张三"}, {"phone", ""}, {"idNumber", " "}}),
              Json({{"name", "张三"}, {"phone", ""}, {"idNumber", ""}}));
}

TEST(Application, the_type_of_a_document_may_be_told) {
    EXPECT_EQ(kept({{"name", "A"}, {"idType", "passport"}, {"idNumber", "12345678"}})["idType"], "passport");
    EXPECT_EQ(kept({{"name", "A"}, {"idNumber", "12345678"}})["idType"], "taiwan-travel-permit");
    EXPECT_EQ(wrong_with({{"name", "A"}, {"idType", "driving-licence"}, {"idNumber", "12345678"}}),
              std::vector<std::string>{"applicant.idType invalid-member identity-type"});
    EXPECT_EQ(wrong_with({{"name", "A"}, {"idType", "passport"}, {"idNumber", "护照"}}),
              std::vector<std::string>{"applicant.idNumber invalid-member passport-form"});
    EXPECT_EQ(wrong_with({{"name", "A"}, {"idType", 5}, {"idNumber", "12345678"}}),
              std::vector<std::string>{"applicant.idType invalid-member not-text"});
}

TEST(Application, length_is_in_characters) {
    std::string most;
    for (int i = 0; i < 500; ++i) most += "丝";
    EXPECT_EQ(wrong_with({{"name", most}}), std::vector<std::string>{});
    EXPECT_EQ(wrong_with({{"name", most + "丝"}}),
              std::vector<std::string>{"applicant.name invalid-member text-too-long"});
}

}  // namespace
}  // namespace bandian::app
