#include "casework/place_name.hpp"

namespace bandian::casework {

const process::Value* place_at(const Case& the_case, const process::Call& call, int number) {
    const process::List* places = list_at(the_case.attributes, call.each);
    if (!places || number < 1 || static_cast<std::size_t>(number) > places->size()) return nullptr;
    return &(*places)[static_cast<std::size_t>(number) - 1];
}

std::string place_name(const Case& the_case, const CallInstance& instance) {
    const process::Call& call = the_case.process->calls[instance.call];
    const process::Value* at = place_at(the_case, call, instance.number);
    const auto* place = at ? at->as<process::Record>() : nullptr;
    if (!place) return {};
    for (const char* name : {"place", "road"})
        if (const auto found = place->find(name); found != place->end())
            if (const auto* text = found->second.as<std::string>()) return *text;
    return {};
}

}  // namespace bandian::casework
