#include "app/application.hpp"

#include "casework/attributes.hpp"
#include "casework/decide.hpp"

#include <algorithm>
#include <array>

namespace bandian::app {

namespace {

using casework::Rejection;

constexpr std::size_t longest_text = 500;
constexpr std::array provinces{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82};

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

struct Member {
    const char* name;
    bool needed;
    bool (*fits)(const std::string&);
    const char* expected;
};

constexpr std::array applicant_members{
    Member{"name", true, nullptr, ""},
    Member{"phone", false, is_phone, "a telephone number such as 13800000000 or 0533-6180000"},
    Member{"idNumber", false, is_identity_number, "an identity number of 18 signs (GB 11643) whose check digit fits"},
    Member{"creditCode", false, is_credit_code, "a unified social credit code of 18 signs (GB 32100) whose check sign fits"},
    Member{"customerNo", false, [](const std::string& text) { return all_digits(text) && text.size() >= 6 && text.size() <= 16; }, "a customer number 户号 of 6 to 16 digits"}};
constexpr std::array site_members{Member{"address", true, nullptr, ""}, Member{"division", false, is_division, "a division code of 6 digits (GB/T 2260)"}};

template <class Members>
void check(const Json& json, const std::string& field, const Members& members, std::vector<Rejection>& faults) {
    if (!json.is_object()) {
        faults.push_back({"invalid-member", field, "Expected an object with " + std::string{members.front().name} + ", but it is missing or none."});
        return;
    }
    for (const auto& [name, value] : json.items()) {
        const auto known = std::find_if(members.begin(), members.end(), [&, &wanted = name](const Member& one) { return wanted == one.name; });
        // A closed set, so that nothing personal hides where it is not masked.
        if (known == members.end()) {
            std::string list;
            for (const Member& one : members) list += (list.empty() ? "" : ", ") + std::string{one.name};
            faults.push_back({"unknown-member", field + '.' + name, "Expected only " + list + ", but got \"" + name + "\"."});
        } else if (!value.is_string() || value.template get_ref<const std::string&>().size() > longest_text) {
            faults.push_back({"invalid-member", field + '.' + name, "Expected text of at most 500 bytes, but got something else."});
        } else if (const auto& text = value.template get_ref<const std::string&>(); known->fits && !text.empty() && !known->fits(text)) {
            faults.push_back({"invalid-member", field + '.' + name, std::string{"Expected "} + known->expected + ", but got something else."});
        }
    }
    for (const Member& one : members)
        if (one.needed && (!json.contains(one.name) || (json[one.name].is_string() && json[one.name].template get_ref<const std::string&>().empty())))
            faults.push_back({"missing-member", field + '.' + one.name, "Expected text, but it is missing or empty."});
}

}  // namespace

bool is_identity_number(const std::string& text) {
    if (text.size() != 18 || !all_digits(std::string_view{text}.substr(0, 17))) return false;
    const date::year_month_day born{date::year{number(text.substr(6, 4))}, date::month{static_cast<unsigned>(number(text.substr(10, 2)))}, date::day{static_cast<unsigned>(number(text.substr(12, 2)))}};
    if (!born.ok() || born.year() < date::year{1800} || std::find(provinces.begin(), provinces.end(), number(text.substr(0, 2))) == provinces.end()) return false;
    int sum = 0, weight = 1;  // powers of 2 modulo 11, from the right
    for (int i = 16; i >= 0; --i) {
        weight = weight * 2 % 11;
        sum += (text[static_cast<std::size_t>(i)] - '0') * weight;
    }
    const int check = (12 - sum % 11) % 11;
    const char last = text[17];
    return check == 10 ? last == 'X' || last == 'x' : last == static_cast<char>('0' + check);
}

bool is_credit_code(const std::string& text) {
    static constexpr std::string_view signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // without I, O, S, V, Z
    if (text.size() != 18 || !all_digits(std::string_view{text}.substr(2, 6))) return false;
    std::size_t sum = 0, weight = 1;  // powers of 3 modulo 31
    for (std::size_t i = 0; i < 17; ++i) {
        const std::size_t value = signs.find(text[i]);
        if (value == std::string_view::npos) return false;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return text[17] == signs[(31 - sum % 31) % 31];
}

bool is_phone(const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
        else if (c != ' ' && c != '-' && c != '+' && c != '(' && c != ')') return false;
    if (digits.size() == 13 && digits.rfind("86", 0) == 0) digits.erase(0, 2);
    const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
    const bool fixed = digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0';
    const bool local = digits.size() >= 7 && digits.size() <= 8 && digits[0] != '0';
    return mobile || fixed || local;
}

bool is_division(const std::string& text) {
    return text.size() == 6 && all_digits(text) && std::find(provinces.begin(), provinces.end(), number(text.substr(0, 2))) != provinces.end();
}

std::vector<Rejection> faults_of_applicant(const Json& applicant, const Json& site) {
    std::vector<Rejection> faults;
    check(applicant, "applicant", applicant_members, faults);
    check(site, "site", site_members, faults);
    return faults;
}

std::vector<Rejection> faults_of(const OpenRequest& request, const process::Pack& pack) {
    std::vector<Rejection> faults;
    if (request.process)
        if (auto no = casework::check_process(pack, *request.process)) faults.push_back(*no);
    for (const auto& [name, value] : request.attributes) {
        const std::string field = "attributes." + name;
        const auto fault = casework::check(casework::Record{{name, value}}, pack.attributes, request.process.value_or(""), "attributes");
        if (fault && fault->field.rfind(field, 0) == 0) faults.push_back(*fault);
    }
    for (std::size_t i = 0; i < request.materials.size(); ++i) {
        const Json& id = request.materials[i];
        const std::string field = "materials[" + std::to_string(i) + ']';
        if (!id.is_string()) faults.push_back({"invalid-member", field, "Expected the id of a material, but got something else."});
        else if (auto fault = casework::check_material(pack, id.get<std::string>(), field)) faults.push_back(std::move(*fault));
    }
    return faults;
}

}  // namespace bandian::app
