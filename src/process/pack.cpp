#include "process/pack.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace bandian::process {

namespace {

template <class Things>
auto* by_id(const Things& things, std::string_view id) {
    const auto found = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
    return found == things.end() ? nullptr : &*found;
}

/// The first that says something.
std::string first_said(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts)
        if (!text.empty()) return std::string{text};
    return {};
}

constexpr std::array<std::string_view, 16> of_outcome{
    "title", "caseNo", "applicant", "address", "process",   "task",    "department", "day",
    "basis", "note",   "remedy",    "policy",  "checkCode", "outcome", "reason",     "law"};
constexpr std::array<std::string_view, 16> of_hold{"title",      "caseNo", "applicant", "address", "process", "task",
                                                   "department", "day",    "basis",     "note",    "remedy",  "policy",
                                                   "checkCode",  "hold",   "missing",   "items"};
constexpr std::array<std::string_view, 15> of_extension{"title",  "caseNo",     "applicant", "address", "process",
                                                        "clock",  "department", "day",       "basis",   "note",
                                                        "remedy", "policy",     "checkCode", "days",    "reason"};

}  // namespace

std::string_view word(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::passes: return "passes";
        case OutcomeKind::grants: return "grants";
        case OutcomeKind::denies: return "denies";
        case OutcomeKind::returns: return "returns";
        case OutcomeKind::answers: return "answers";
    }
    return {};
}

std::string_view word(Occasion occasion) {
    switch (occasion) {
        case Occasion::outcome: return "outcome";
        case Occasion::hold: return "hold";
        case Occasion::extension: return "extension";
    }
    return {};
}

std::span<const std::string_view> template_names(Occasion occasion) {
    switch (occasion) {
        case Occasion::outcome: return of_outcome;
        case Occasion::hold: return of_hold;
        case Occasion::extension: return of_extension;
    }
    return {};
}

Words choice_words(const Pack& pack, const std::string& id) {
    const Outcome* outcome = pack.outcome(id);
    if (!outcome) return {id, id};
    return {first_said({outcome->name, id}), first_said({outcome->name_en, outcome->name, id})};
}

Words done_words(const Pack& pack, const std::string& id) {
    const Outcome* outcome = pack.outcome(id);
    if (!outcome) return {id, id};
    return {first_said({outcome->done, outcome->name, id}),
            first_said({outcome->done_en, outcome->name_en, outcome->done, outcome->name, id})};
}

Words words_of(const Notice& notice) {
    return {first_said({notice.name, notice.id}), first_said({notice.name_en, notice.name, notice.id})};
}

const Department* Pack::department(std::string_view id_wanted) const { return by_id(departments, id_wanted); }
const AttributeRule* Pack::attribute(std::string_view id_wanted) const { return by_id(attributes, id_wanted); }
const Material* Pack::material(std::string_view id_wanted) const { return by_id(materials, id_wanted); }
const HoldReason* Pack::hold_reason(std::string_view id_wanted) const { return by_id(hold_reasons, id_wanted); }
const Outcome* Pack::outcome(std::string_view id_wanted) const { return by_id(outcomes, id_wanted); }
const Notice* Pack::notice(std::string_view id_wanted) const { return by_id(notices, id_wanted); }

const Process* Pack::process(std::string_view id_wanted) const {
    const auto found = processes.find(id_wanted);
    return found == processes.end() ? nullptr : found->second.get();
}

std::string department_of(const Pack& pack, const std::string& role, const Lookup& lookup) {
    const auto found = pack.roles.find(role);
    if (found == pack.roles.end()) return {};
    for (const RoleRule& rule : found->second)
        if (!rule.when || holds(*rule.when, lookup)) return rule.department;
    return {};
}

std::optional<Party> party_of(const Pack& pack, std::string_view department) {
    const Department* found = pack.department(department);
    return found ? std::optional{found->party} : std::nullopt;
}

Party party_of(const Pack& pack, const Task& task, std::string_view department) {
    if (task.party) return *task.party;
    if (const auto party = party_of(pack, department)) return *party;
    const auto role = pack.roles.find(task.role);
    if (role == pack.roles.end() || role->second.empty()) return Party::utility;
    return party_of(pack, role->second.front().department).value_or(Party::utility);
}

}  // namespace bandian::process
