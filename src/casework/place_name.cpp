#include "casework/place_name.hpp"

namespace bandian::casework {

namespace {

/// The places of a call; nullptr: nobody has told of any.
const process::List* places_of(const Case& the_case, const process::Call& call) {
    const process::Record* record = &the_case.attributes;
    const process::Value* value = nullptr;
    for (const std::string& name : call.each) {
        if (!record) return nullptr;
        const auto found = record->find(name);
        if (found == record->end()) return nullptr;
        value = &found->second;
        record = value->as<process::Record>();
    }
    return value ? value->as<process::List>() : nullptr;
}

}  // namespace

std::string place_name(const Case& the_case, const CallInstance& instance) {
    const auto* places = places_of(the_case, the_case.process->calls[static_cast<std::size_t>(instance.call)]);
    if (!places || instance.number < 1 || static_cast<std::size_t>(instance.number) > places->size()) return {};
    const auto* place = (*places)[static_cast<std::size_t>(instance.number) - 1].as<process::Record>();
    if (!place) return {};
    for (const char* name : {"place", "road"})
        if (const auto found = place->find(name); found != place->end())
            if (const auto* text = found->second.as<std::string>()) return *text;
    return {};
}

}  // namespace bandian::casework
