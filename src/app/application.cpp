#include "app/application.hpp"

#include "app/wording.hpp"
#include "casework/attributes.hpp"
#include "casework/decide.hpp"
#include "text/cleaning.hpp"
#include "text/documents.hpp"
#include "text/joined.hpp"
#include "text/phone.hpp"

#include <algorithm>
#include <array>

namespace bandian::app {

namespace {

using casework::Rejection;
using text::Flaw;
using text::Result;

constexpr std::string_view usual_document = "resident-identity";  // what a number is of when nothing is said beside it

/// Puts a text into its form, and beside it in the whole what follows from it; nullopt: there is nothing against it.
using Form = std::optional<Flaw> (*)(Json& member, Json& whole);

std::optional<Flaw> take(Json& member, Result<std::string> formed) {
    if (auto* flaw = std::get_if<Flaw>(&formed)) return std::move(*flaw);
    member = std::get<std::string>(std::move(formed));
    return std::nullopt;
}

const std::string& text_in(const Json& member) { return member.get_ref<const std::string&>(); }

template <Result<std::string> (*formed)(std::string_view)>
std::optional<Flaw> in_form(Json& member, Json&) {
    return take(member, formed(text_in(member)));
}

std::optional<Flaw> name(Json& member, Json&) {
    return take(member, text::clean(text_in(member), text::Lines::one, longest_name));
}

bool is_blank(const Json& member) {
    if (!member.is_string()) return false;
    const auto cleaned = text::clean(text_in(member), text::Lines::many, longest_prose);
    const auto* flaw = std::get_if<Flaw>(&cleaned);
    return flaw && flaw->reason == "text-blank";
}

/// As it was typed, cleaned, and beside it as it is dialled where that is something else.
std::optional<Flaw> phone(Json& member, Json& applicant) {
    auto dialled = text::dialled(text_in(member));
    if (auto* flaw = std::get_if<Flaw>(&dialled)) return std::move(*flaw);
    member = text::without_flaws(text_in(member), longest_name);
    if (auto& number = std::get<std::string>(dialled); number != text_in(member))
        applicant["phoneDialled"] = std::move(number);
    return std::nullopt;
}

std::optional<Flaw> identity(Json& member, Json& applicant) {
    const Json told = applicant.value("idType", Json(""));
    auto found = text::identity(text_in(member), told.is_string() && !is_blank(told) ? text_in(told) : std::string{});
    if (auto* flaw = std::get_if<Flaw>(&found)) return std::move(*flaw);
    auto& document = std::get<text::Document>(found);
    member = std::move(document.number);
    if (document.type != usual_document || applicant.contains("idType")) applicant["idType"] = std::move(document.type);
    return std::nullopt;
}

std::optional<Flaw> document_type(Json& member, Json&) {
    const auto& types = text::document_types();
    if (std::find(types.begin(), types.end(), text_in(member)) != types.end()) return std::nullopt;
    std::string list;
    for (const std::string_view one : types) list.append(list.empty() ? "" : ", ").append(one);
    return Flaw{"identity-type", "Expected one of " + list + ", but got another word."};
}

struct Member {
    const char* name;
    bool needed;
    Form form;
};

constexpr std::array applicant_members{Member{"name", true, name},
                                       Member{"phone", false, phone},
                                       Member{"idType", false, document_type},
                                       Member{"idNumber", false, identity},
                                       Member{"creditCode", false, in_form<text::credit_code>},
                                       Member{"customerNo", false, in_form<text::customer_number>}};
constexpr std::array site_members{Member{"address", true, name}, Member{"division", false, in_form<text::division>}};

template <class Members>
std::string list_of(const Members& members) {
    return text::joined(members, ", ", &Member::name);
}

std::optional<Rejection> fault_of(const std::string& field, Json& member, const Member& known, Json& whole) {
    if (!member.is_string())
        return Rejection{"invalid-member", field, "Expected text, but got something else.", "not-text"};
    if (is_blank(member)) {
        member = "";
        return std::nullopt;  // told where it is needed
    }
    auto flaw = known.form(member, whole);
    if (!flaw) return std::nullopt;
    // The type is told of by itself: its number is not blamed for it.
    if (flaw->reason == "identity-type" && std::string_view{known.name} == "idNumber") return std::nullopt;
    return Rejection{"invalid-member", field, std::move(flaw->detail), std::move(flaw->reason), flaw->bound};
}

template <class Members>
void put_in_form(Json& json, const std::string& field, const Members& members, std::vector<Rejection>& faults) {
    if (!json.is_object()) {
        faults.push_back(
            {"invalid-member", field,
             "Expected an object with " + std::string{members.front().name} + ", but it is missing or none.",
             "not-an-object"});
        return;
    }
    const Json given = json;
    for (const auto& [key, value] : given.items()) {
        const std::string path = field + '.' + key;
        const auto known = std::find_if(members.begin(), members.end(),
                                        [&, &wanted = key](const Member& one) { return wanted == one.name; });
        // A closed set, so that nothing personal hides where it is not masked.
        if (known == members.end())
            faults.push_back(
                {"unknown-member", path, "Expected only " + list_of(members) + ", but got \"" + key + "\"."});
        else {
            Json member = value;
            if (auto fault = fault_of(path, member, *known, json)) faults.push_back(std::move(*fault));
            else if (key != "idType" || !json.contains("idNumber")) json[key] = std::move(member);
        }
    }
    for (const Member& one : members)
        if (one.needed && (!json.contains(one.name) || json[one.name] == ""))
            faults.push_back({"missing-member", field + '.' + one.name, "Expected text, but it is missing or empty."});
}

}  // namespace

std::vector<Rejection> put_in_form(Json& applicant, Json& site) {
    std::vector<Rejection> faults;
    put_in_form(applicant, "applicant", applicant_members, faults);
    put_in_form(site, "site", site_members, faults);
    return faults;
}

std::vector<Rejection> faults_of(const OpenRequest& request, const process::Pack& pack) {
    std::vector<Rejection> faults;
    if (request.process)
        if (auto no = casework::check_process(pack, *request.process)) faults.push_back(*no);
    for (const auto& [name, value] : request.attributes) {
        const std::string field = "attributes." + name;
        const auto fault = casework::check(casework::Record{{name, value}}, pack.attributes,
                                           request.process.value_or(""), "attributes");
        if (fault && fault->field.rfind(field, 0) == 0) faults.push_back(*fault);
    }
    for (std::size_t i = 0; i < request.materials.size(); ++i) {
        const Json& id = request.materials[i];
        const std::string field = "materials[" + std::to_string(i) + ']';
        if (!id.is_string())
            faults.push_back(
                {"invalid-member", field, "Expected the id of a material, but got something else.", "not-text"});
        else if (auto fault = casework::check_material(pack, id.get<std::string>(), field))
            faults.push_back(std::move(*fault));
    }
    return faults;
}

}  // namespace bandian::app
