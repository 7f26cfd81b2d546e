#pragma once
// What outcomes mean and which notices are printed: `outcomes` and `notices` of pack.yaml, and the templates beside it.

#include "packs/pack_files.hpp"
#include "packs/yaml.hpp"

namespace bandian::packs {

/// The format of a pack's files that this program writes about; every lower one is read too.
inline constexpr int newest_format = 2;

/// `format`, and what comes with it. Of a pack without it, what was so before files said theirs.
void read_outcomes(Mapping& mapping, const PackFiles& files, process::Pack& pack);

/// The `party` that the mapping must name; nullopt and a fault where it names none.
std::optional<process::Party> read_party(Mapping& mapping);

/// What the program itself held of outcomes and notices until packs said it: of a pack without `format`, and never to
/// change, since cases rest on such packs.
void hold_as_before_formats(process::Pack& pack);

}  // namespace bandian::packs
