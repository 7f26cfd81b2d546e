#include "text/phone.hpp"

#include "text/cleaning.hpp"

#include <vector>

namespace bandian::text {

namespace {

constexpr std::size_t longest_typed = 500;  // bytes: more is no number, whatever it is
constexpr std::size_t longest_extension = 6;
constexpr std::size_t longest_international = 15;  // digits, E.164
constexpr std::size_t shortest_international = 7;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

/// Digits as they stand together, and the extension where it is said to be one.
struct Groups {
    bool plus = false;
    std::vector<std::string> digits;
    std::string extension;
    bool said_extension = false;

    std::string joined(std::size_t count) const {
        std::string all;
        for (std::size_t i = 0; i < count; ++i) all += digits[i];
        return all;
    }
    std::string joined() const { return joined(digits.size()); }
};

/// What goes before an extension, the longest first; lower case, in narrow form.
constexpr std::string_view before_extensions[] = {";ext=",  "extension", "ext.", "ext",  "转分机", "轉分機",
                                                  "分机号", "分机",      "分機", "内线", "转接",   "转",
                                                  "轉",     "x",         "#",    "*",    ","};
constexpr std::string_view between_digits[] = {" ",  "-",  ".",  "(",  ")", "[", "]",  "{",  "}", "【", "】",
                                               "〔", "〕", "「", "」", "·", "•", "。", "ー", "~", "〜"};

template <class Words>
std::size_t length_of_any(std::string_view text, const Words& words) {
    for (const std::string_view word : words)
        if (starts(text, word)) return word.size();
    return 0;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

Flaw flaw(const char* reason, const std::string& expected) { return {reason, "Expected " + expected + "."}; }

Flaw of_characters() {
    return flaw("phone-characters",
                "digits, blanks, brackets and dashes, and 转, ext. or # before an extension, but there is "
                "another character");
}

/// Where several numbers are written behind one another.
bool is_several(std::string_view text) {
    std::size_t long_ones = 0, digits = 0;
    const auto end = [&] {
        long_ones += digits >= 7;
        digits = 0;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = text.substr(at);
        if (is_digit(text[at])) ++digits;
        else if (starts(rest, "/") || starts(rest, ";") || starts(rest, ",") || starts(rest, "、") ||
                 starts(rest, "或"))
            end();
    }
    end();
    return long_ones > 1;
}

Result<Groups> groups_in(std::string_view typed) {
    const std::string text = lower(narrow(typed.substr(0, longest_typed + 1)));
    if (text.empty() || typed.size() > longest_typed) return of_characters();
    if (is_several(text)) return flaw("phone-several", "one telephone number, but there is more than one");
    Groups groups;
    std::string run;
    const auto end_run = [&] {
        if (run.empty()) return;
        if (groups.said_extension) groups.extension += run;
        else groups.digits.push_back(run);
        run.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = std::string_view{text}.substr(at);
        if (is_digit(text[at])) {
            run += text[at++];
        } else if (text[at] == '+' && groups.digits.empty() && run.empty() && !groups.plus) {
            groups.plus = true;
            ++at;
        } else if (const std::size_t blank = length_of_any(rest, between_digits)) {
            end_run();
            at += blank;
        } else if (const std::size_t word = length_of_any(rest, before_extensions)) {
            end_run();
            if (groups.digits.empty() || groups.said_extension) return of_characters();
            groups.said_extension = true;
            at += word;
            if (at < text.size() && text[at] == ':') ++at;
        } else {
            return of_characters();
        }
    }
    end_run();
    return groups;
}

bool is_mobile(std::string_view n) { return n.size() == 11 && n[0] == '1' && n[1] >= '3'; }
bool is_service(std::string_view n) { return n.size() == 10 && (starts(n, "400") || starts(n, "800")); }

/// Digits of an area code: Beijing's and the 02x have three, others four. 0: there is no such area.
std::size_t area_code(std::string_view n) {
    if (n.size() < 3 || n[0] != '0') return 0;
    if (n[1] == '1') return n[2] == '0' ? 3 : 0;
    if (n[1] == '2') return n[2] == '6' ? 0 : 3;
    return n[1] >= '3' ? 4 : 0;
}

/// Of one exchange. With a 1 before it, it would rather be part of a mobile number.
bool is_local(std::string_view n) { return (n.size() == 7 || n.size() == 8) && n[0] >= '2'; }

bool is_fixed(std::string_view n) {
    const std::size_t area = area_code(n);
    // Seven or eight digits behind it; eight in the big cities.
    return area != 0 && (n.size() == area + 8 || (n.size() == area + 7 && area == 4)) && n[area] != '0';
}

bool is_whole(std::string_view n) { return is_mobile(n) || is_service(n) || is_fixed(n) || is_local(n); }

/// Why digits without a country are no number.
Flaw flaw_of_national(std::string_view n) {
    if (n.size() == 11 && n[0] == '1')
        return flaw("phone-mobile", "a mobile number that begins with 13 to 19, but this one does not");
    if (!n.empty() && n[0] == '0' && n.size() >= 10 && n.size() <= 12 && area_code(n) == 0)
        return flaw("phone-area", "an area code that there is, such as 0533 or 010, but this one is none");
    if (const std::size_t area = area_code(n);
        area != 0 && n.size() > area && n[area] == '0' && n.size() >= area + 7 && n.size() <= area + 8)
        return flaw("phone-local", "a number that does not begin with 0 behind its area code, but this one does");
    return flaw(
        "phone-length",
        "11 digits of a mobile number, 7 or 8 of another behind its area code, or 10 of a 400 or 800 number, but got " +
            std::to_string(n.size()) + " digits");
}

/// `n` begins with its country, another than mainland China.
Result<std::string> abroad(std::string n) {
    while (starts(n, "8860")) n.erase(3, 1);  // what is dialled before it at home
    if (n.empty() || n[0] == '0')
        return flaw("phone-country", "the code of a country after +, but there is none that begins with 0");
    const bool eight = starts(n, "852") || starts(n, "853");
    const auto within = [&](std::size_t least, std::size_t most) { return n.size() >= least && n.size() <= most; };
    const bool fits = eight              ? n.size() == 11
                      : starts(n, "886") ? within(11, 12)
                                         : within(shortest_international, longest_international);
    if (!fits)
        return flaw("phone-length",
                    eight ? "8 digits after 852 or 853, but got another number of them"
                          : "7 to 15 digits with the code of the country, but got another number of them");
    return "+" + n;
}

/// Digits that follow +86, or stand alone, as they are dialled at home.
std::string at_home(const std::string& n, bool after_country) {
    if (n.size() == 12 && n[0] == '0' && is_mobile(std::string_view{n}.substr(1))) return n.substr(1);
    if (after_country && !is_whole(n) && is_fixed("0" + n)) return "0" + n;
    return n;
}

/// Mainland China's country code before its number, in any of the ways it is written: taken off `n`.
bool take_china(const Groups& groups, std::string& n) {
    for (const std::string_view country : {"0086", "86"}) {
        if (!starts(n, country) || (country == "86" && !groups.plus && is_whole(n))) continue;
        const std::string rest = n.substr(country.size());
        if (country == "0086" || groups.plus || is_whole(at_home(rest, true))) {
            n = at_home(rest, true);
            return true;
        }
    }
    return false;
}

Result<std::string> number_of(const Groups& groups, std::string n) {
    if (take_china(groups, n)) return is_whole(n) ? Result<std::string>{n} : Result<std::string>{flaw_of_national(n)};
    if (groups.plus) return abroad(std::move(n));
    if (starts(n, "00")) return abroad(n.substr(2));
    n = at_home(n, false);
    if (is_whole(n)) return n;
    const std::string& first = groups.digits.front();
    if (groups.digits.size() > 1 && (first == "852" || first == "853" || first == "886")) return abroad(std::move(n));
    return flaw_of_national(n);
}

}  // namespace

Result<std::string> dialled(std::string_view typed) {
    auto read = groups_in(typed);
    if (auto* no = std::get_if<Flaw>(&read)) return *no;
    const auto& groups = std::get<Groups>(read);
    if (groups.digits.empty()) return of_characters();
    if (groups.said_extension) {
        if (groups.extension.empty() || groups.extension.size() > longest_extension)
            return flaw("phone-extension",
                        "an extension of 1 to 6 digits, but got " + std::to_string(groups.extension.size()));
        auto number = number_of(groups, groups.joined());
        if (auto* n = std::get_if<std::string>(&number); n && (is_whole(*n) || (*n)[0] == '+'))
            return *n + ',' + groups.extension;
        return number;
    }
    auto whole = number_of(groups, groups.joined());
    const auto* n = std::get_if<std::string>(&whole);
    // 0533-6180000-8: what stands behind a number that is whole without it is an extension.
    const std::string& last = groups.digits.back();
    const bool needs_all = n && ((*n)[0] == '+' || is_mobile(*n) || is_service(*n));
    const bool may_split = groups.digits.size() > 1 && last.size() <= longest_extension && !needs_all;
    if (may_split) {
        auto before = number_of(groups, groups.joined(groups.digits.size() - 1));
        const auto* number = std::get_if<std::string>(&before);
        if (number && (*number)[0] != '+' && !is_mobile(*number)) return *number + ',' + last;
    }
    return whole;
}

std::string digits_sought(std::string_view typed) {
    const auto read = groups_in(typed);
    const auto* groups = std::get_if<Groups>(&read);
    if (!groups) return {};
    if (const auto number = dialled(typed); std::holds_alternative<std::string>(number)) {
        const auto& text = std::get<std::string>(number);
        const std::size_t plus = text[0] == '+', comma = text.find(',');
        // Eight digits with two behind them may as well be the ten of a customer.
        const bool doubtful = comma != std::string::npos && !groups->said_extension && is_local(text.substr(0, comma));
        if (!doubtful) return text.substr(plus, comma - plus);
    }
    if (groups->said_extension) return {};
    std::string digits = groups->joined();
    if (groups->plus || starts(digits, "0086"))
        for (const std::string_view country : {"0086", "86"})
            if (starts(digits, country)) {
                digits.erase(0, country.size());
                break;
            }
    return digits.size() < 4 ? std::string{} : digits;
}

}  // namespace bandian::text
