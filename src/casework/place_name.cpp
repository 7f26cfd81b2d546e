#include "casework/place_name.hpp"

namespace bandian::casework {

std::string place_name(const Case& the_case, const CallInstance& instance) {
    const process::Call& call = the_case.process->calls[instance.call];
    const process::List* places = list_at(the_case.attributes, call.each);
    if (!places || instance.number < 1 || static_cast<std::size_t>(instance.number) > places->size()) return {};
    const auto* place = (*places)[static_cast<std::size_t>(instance.number) - 1].as<process::Record>();
    if (!place) return {};
    for (const char* name : {"place", "road"})
        if (const auto found = place->find(name); found != place->end())
            if (const auto* text = found->second.as<std::string>()) return *text;
    return {};
}

}  // namespace bandian::casework
