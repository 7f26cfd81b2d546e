#include "process/party.hpp"

namespace bandian::process {

std::string_view word(Party party) {
    switch (party) {
        case Party::utility: return "utility";
        case Party::government: return "government";
        case Party::applicant: return "applicant";
        case Party::works: return "works";
    }
    return {};
}

std::optional<Party> party_named(std::string_view text) {
    return text == "grid-works" ? std::optional{Party::works} : named(text, all_parties);
}

}  // namespace bandian::process
