#pragma once
// Whose time a day is 责任方.

#include "process/named.hpp"

namespace bandian::process {

enum class Party { utility, government, applicant, works };

/// In the order of the responsibility ledger.
inline constexpr std::array<Party, 4> all_parties{Party::utility, Party::government, Party::applicant, Party::works};

std::string_view word(Party party);

/// What a pack calls them; `works` may also be called grid-works.
std::optional<Party> party_named(std::string_view text);

}  // namespace bandian::process
