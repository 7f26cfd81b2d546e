#include "text/documents.hpp"

#include "text/characters.hpp"
#include "text/cleaning.hpp"

#include <algorithm>
#include <array>

namespace bandian::text {

namespace {

constexpr std::size_t longest_typed = 500;  // bytes: more is no number, whatever it is
constexpr std::size_t length = 18;          // of an identity number, and of a credit code
constexpr std::string_view decimal = "0123456789";
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::array provinces{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43,
                               44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83};

bool is_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }
bool all_of(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

bool is_province(std::string_view two) {
    return std::find(provinces.begin(), provinces.end(), number(two)) != provinces.end();
}

/// Narrow and upper case, without blanks and, unless they mean something, dashes.
std::string one_form(std::string_view typed, bool dashes_count = false) {
    std::size_t end = std::min(typed.size(), longest_typed);
    while (end > 0 && end < typed.size() && (static_cast<unsigned char>(typed[end]) & 0xC0) == 0x80) --end;
    std::string form;
    for (const char c : narrow(typed.substr(0, end))) {
        if (c == ' ' || (c == '-' && !dashes_count)) continue;
        form += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return form;
}

bool is_day(int year, int month, int day) {
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/// ISO 7064 MOD 11-2 over the first seventeen of them.
char check_digit(std::string_view digits) {
    int sum = 0, weight = 1;  // powers of 2 modulo 11, from the right
    for (int i = 16; i >= 0; --i) {
        weight = weight * 2 % 11;
        sum += (digits[static_cast<std::size_t>(i)] - '0') * weight;
    }
    const int check = (12 - sum % 11) % 11;
    return check == 10 ? 'X' : static_cast<char>('0' + check);
}

std::string characters_got(std::string_view form) { return "but got " + std::to_string(characters(form)); }

using Type = std::string_view;
constexpr Type resident = "resident-identity", residence = "residence-permit", mainland = "mainland-travel-permit",
               taiwan = "taiwan-travel-permit", passport = "passport", permanent = "permanent-residence",
               military = "military", other = "other";

/// Eighteen digits with region, day of birth and check digit; 外国人 have a 9 before a province and their country.
Result<Document> eighteen(const std::string& form, Type told) {
    if (form.size() == 15 && all_of(form, decimal))
        return Flaw{
            "identity-old",
            "Expected the 18 digits of the card that is valid, but got the 15 of one that has not been since 2013."};
    if (form.size() != length)
        return Flaw{"identity-length", "Expected 18 characters, " + characters_got(form) + ".", 18};
    if (!all_of(std::string_view{form}.substr(0, 17), decimal) || !is_of(form[17], "0123456789X"))
        return Flaw{"identity-characters",
                    "Expected 17 digits and a last one that may be X, but there is another character."};
    const std::string_view text = form;
    const bool foreign = text[0] == '9';
    const bool beyond = text.substr(0, 6) == "810000" || text.substr(0, 6) == "820000" || text.substr(0, 6) == "830000";
    const Type type = foreign ? permanent : beyond ? residence : resident;
    if (!is_province(text.substr(foreign ? 1 : 0, 2)) || (told == residence && type != residence) ||
        (told == permanent && type != permanent) || (told == resident && type == permanent))
        return Flaw{"identity-region",
                    "Expected a region that there is in its first digits, and one of this document, but it is none."};
    const int year = number(text.substr(6, 4));
    if (year < 1800 || !is_day(year, number(text.substr(10, 2)), number(text.substr(12, 2))))
        return Flaw{"identity-birth-date",
                    "Expected a day of birth as YYYYMMDD in digits 7 to 14, but there is no such day."};
    if (check_digit(text) != form[17])
        return Flaw{"identity-check-digit",
                    "Expected a last digit that fits the others (ISO 7064 MOD 11-2), but it does not."};
    return Document{std::string{type}, form};
}

bool is_mainland(std::string_view n) {
    return (n.size() == 9 || n.size() == 11) && is_of(n[0], "HM") && all_of(n.substr(1), decimal);
}

bool is_taiwan(std::string_view n) {
    if (n.size() == 11) return all_of(n.substr(0, 10), decimal) && is_of(n[10], letters);
    return (n.size() == 8 || n.size() == 10) && all_of(n, decimal);
}

bool is_former_permanent(std::string_view n) {
    return n.size() == 15 && all_of(n.substr(0, 3), letters) && all_of(n.substr(3), decimal);
}

bool is_letters_and_digits(std::string_view n) {
    return !n.empty() && std::all_of(n.begin(), n.end(), [](char c) { return is_of(c, decimal) || is_of(c, letters); });
}

/// What nothing else is: a machine reads nine characters of a passport at most.
bool looks_like_passport(std::string_view n) {
    if (n.size() < 5 || n.size() > 9 || !is_letters_and_digits(n)) return false;
    return n.size() == 9 ? n.find_first_of(decimal) != std::string_view::npos
                         : !all_of(n, decimal) && n.find_first_of(decimal) != std::string_view::npos;
}

bool is_military(std::string_view n) {
    const auto word = n.find("字第");
    const std::size_t end = n.size() >= 3 && n.substr(n.size() - 3) == "号" ? n.size() - 3 : n.size();
    if (word == std::string_view::npos || word == 0 || word + 6 >= end || characters(n) > 30) return false;
    const std::string_view digits = n.substr(word + 6, end - word - 6);
    return all_of(digits, decimal) && digits.size() <= 12 && characters(n.substr(0, word)) <= 6;
}

std::string without_brackets(std::string form) {
    form.erase(std::remove_if(form.begin(), form.end(), [](char c) { return c == '(' || c == ')'; }), form.end());
    return form;
}

Result<Document> of_type(std::string_view typed, Type told) {
    const std::string form = one_form(typed);
    const auto fits = [&](bool good, const char* reason, const char* expected, std::string number) -> Result<Document> {
        if (good) return Document{std::string{told}, std::move(number)};
        return Flaw{reason, std::string{"Expected "} + expected + ", but got something else."};
    };
    if (told == mainland)
        return fits(is_mainland(form), "travel-permit-form", "H or M and 8 digits (before 2013: 10)", form);
    const std::string bare = without_brackets(form);
    if (told == taiwan)
        return fits(is_taiwan(bare), "taiwan-permit-form", "8 digits (before 2015: 10 digits and a letter)", bare);
    if (told == passport)
        return fits(is_letters_and_digits(form) && form.size() >= 5 && form.size() <= 12, "passport-form",
                    "5 to 12 letters and digits of a passport", form);
    if (told == military) return fits(is_military(form), "military-form", "a number as 军字第2001988号", form);
    if (told == other) {
        const std::string dashed = one_form(typed, true);
        const bool good = dashed.size() >= 3 && dashed.size() <= 30 &&
                          std::all_of(dashed.begin(), dashed.end(),
                                      [](char c) { return c == '-' || is_of(c, decimal) || is_of(c, letters); }) &&
                          dashed.find_first_of(decimal) != std::string::npos;
        return fits(good, "document-form", "3 to 30 letters, digits and dashes, a digit among them", dashed);
    }
    if (told == permanent && !(form.size() == length && form[0] == '9'))
        return fits(is_former_permanent(form), "permanent-residence-form",
                    "18 digits that begin with 9, or 3 letters and 12 digits", form);
    return eighteen(form, told);
}

constexpr std::string_view code_characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // without I, O, S, V, Z

}  // namespace

const std::vector<std::string_view>& document_types() {
    static const std::vector<std::string_view> all{resident, residence, mainland, taiwan,
                                                   passport, permanent, military, other};
    return all;
}

Result<Document> identity(std::string_view typed, std::string_view told) {
    const auto& types = document_types();
    if (!told.empty()) {
        const auto known = std::find(types.begin(), types.end(), told);
        if (known != types.end()) return of_type(typed, *known);
        return Flaw{"identity-type",
                    "Expected the type of a document, such as resident-identity or passport, but got another word."};
    }
    const std::string form = one_form(typed), bare = without_brackets(form);
    if (is_mainland(form)) return Document{std::string{mainland}, form};
    if (is_taiwan(bare)) return Document{std::string{taiwan}, bare};
    if (is_former_permanent(form)) return Document{std::string{permanent}, form};
    if (is_military(form)) return Document{std::string{military}, form};
    if (looks_like_passport(form)) return Document{std::string{passport}, form};
    const bool is_code = form.size() == length && form.find_first_of("ABCDEFGHJKLMNPQRTUWY") != std::string::npos;
    if (is_code && std::holds_alternative<std::string>(credit_code(typed)))
        return Flaw{"identity-is-credit-code",
                    "Expected the number of a person's document, but this is the credit code of a company."};
    const bool digits =
        all_of(form, decimal) ||
        (form.size() > 1 && all_of(std::string_view{form}.substr(0, form.size() - 1), decimal) && form.back() == 'X');
    if (digits || form.size() == length) return eighteen(form, {});
    if (!form.empty() && !is_letters_and_digits(bare))
        return Flaw{"identity-characters", "Expected letters and digits, but there is another character."};
    return Flaw{"identity-unknown",
                "Expected the number of an identity card, a residence or travel permit, or a passport, but this has "
                "the form of none."};
}

Result<std::string> credit_code(std::string_view typed) {
    std::string form = one_form(typed);
    const bool plain = is_letters_and_digits(form);
    if (form.size() == 15 && all_of(form, decimal))
        return Flaw{"credit-code-old",
                    "Expected the 18 characters on today's licence, but got the 15 digits of a former one."};
    if (form.size() == 9 && plain)
        return Flaw{"credit-code-organisation",
                    "Expected the 18 characters on today's licence, but got the 9 of a former organisation code."};
    if (const std::size_t count = characters(form); count != length)
        return Flaw{"credit-code-length", "Expected 18 characters, " + characters_got(form) + ".", 18};
    if (!all_of(form, code_characters))
        return Flaw{"credit-code-characters",
                    "Expected digits and capital letters without I, O, S, V and Z, but there is another character."};
    const std::string_view region = std::string_view{form}.substr(2, 6);
    if (!all_of(region, decimal))
        return Flaw{"credit-code-region",
                    "Expected the six digits of a region in characters 3 to 8, but there is a letter."};
    std::size_t sum = 0, weight = 1;  // powers of 3 modulo 31
    for (std::size_t i = 0; i < 17; ++i) {
        sum += code_characters.find(form[i]) * weight;
        weight = weight * 3 % 31;
    }
    if (form[17] != code_characters[(31 - sum % 31) % 31])
        return Flaw{"credit-code-check", "Expected a last character that fits the others (GB 32100), but it does not."};
    return form;
}

Result<std::string> customer_number(std::string_view typed) {
    std::string form = one_form(typed);
    if (!all_of(form, decimal))
        return Flaw{"customer-number-characters", "Expected digits alone, but there is another character."};
    if (form.size() < 6 || form.size() > 16)
        return Flaw{"customer-number-length", "Expected 6 to 16 digits, " + characters_got(form) + "."};
    return form;
}

Result<std::string> division(std::string_view typed) {
    std::string form = one_form(typed);
    if (form.size() != 6 || !all_of(form, decimal))
        return Flaw{"division-form", "Expected six digits (GB/T 2260), but got something else."};
    if (!is_province(std::string_view{form}.substr(0, 2)))
        return Flaw{"division-region", "Expected a province in the first two digits, but there is none such."};
    return form;
}

}  // namespace bandian::text
