#include "process/pack.hpp"

#include <algorithm>

namespace bandian::process {

namespace {

template <class Things>
auto* by_id(const Things& things, std::string_view id) {
    const auto found = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
    return found == things.end() ? nullptr : &*found;
}

}  // namespace

const Department* Pack::department(std::string_view id_wanted) const { return by_id(departments, id_wanted); }
const AttributeRule* Pack::attribute(std::string_view id_wanted) const { return by_id(attributes, id_wanted); }
const Material* Pack::material(std::string_view id_wanted) const { return by_id(materials, id_wanted); }
const HoldReason* Pack::hold_reason(std::string_view id_wanted) const { return by_id(hold_reasons, id_wanted); }

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

std::string_view party_of(const Pack& pack, std::string_view department) {
    const Department* found = pack.department(department);
    return found ? std::string_view{found->party} : std::string_view{};
}

}  // namespace bandian::process
