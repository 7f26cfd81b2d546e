#pragma once
// Numbers that people and companies go by, in their one form: ASCII, upper case, without blanks and dashes. No answer
// repeats what it was given.

#include "text/flaw.hpp"

#include <string_view>
#include <vector>

namespace bandian::text {

/// A document a person shows 身份证件, as `idType` names it:
///   resident-identity     居民身份证: 18 digits, GB 11643, the last one may be X; region, day of birth, ISO 7064 MOD
///   11-2 residence-permit      港澳台居民居住证: the same behind 810000, 820000, 830000 mainland-travel-permit
///   港澳居民来往内地通行证: H or M with 8 digits, or 10 as it was before 2013 taiwan-travel-permit
///   台湾居民来往大陆通行证: 8 digits; before 2015 10 digits and a letter, which may be in brackets passport 护照,
///   Chinese or foreign: 5 to 12 letters and digits permanent-residence   外国人永久居留身份证: 18 digits that begin
///   with 9, checked as above (2023), or 3 letters and 12 digits military              军官证、士兵证: …字第…号 other
///   any other: 3 to 30 letters, digits and dashes; never taken unless it is told
struct Document {
    std::string type;
    std::string number;
};

const std::vector<std::string_view>& document_types();

/// `told`: its type, or empty: recognised by its form, a passport only where nothing else fits (5 to 9 letters and
/// digits with a letter among them, or 9 digits). Reasons: identity-type; identity-old (15 digits, no longer valid
/// since 2013), identity-length, identity-characters, identity-region, identity-birth-date, identity-check-digit;
/// identity-unknown (no document has this form), identity-is-credit-code; and of a type that was told:
/// travel-permit-form, taiwan-permit-form, passport-form, permanent-residence-form, military-form, document-form.
Result<Document> identity(std::string_view typed, std::string_view told = {});

/// 统一社会信用代码, GB 32100: 18 characters, the last one checks the others. Reasons: credit-code-length,
/// credit-code-old (the 15 digits of a former business licence), credit-code-organisation (the 9 of a former
/// organisation code), credit-code-characters (I, O, S, V, Z are none of it), credit-code-region, credit-code-check.
Result<std::string> credit_code(std::string_view typed);

/// 户号: 6 to 16 digits. Reasons: customer-number-characters, customer-number-length.
Result<std::string> customer_number(std::string_view typed);

/// 行政区划代码, GB/T 2260: six digits of a province that exists. Reasons: division-form, division-region.
Result<std::string> division(std::string_view typed);

}  // namespace bandian::text
