#pragma once
// What a pack means to a case and to whoever reads its papers, told apart from how its files happen to be written.

#include "process/pack.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bandian::packs {

/// Begins what `meaning_of` gives; raised whenever the same pack would come to another hash, so that the two are never
/// compared.
inline const std::string meaning_format = "2:";

/// `meaning_format` and a SHA-256, hex, over all that a pack says but its version, the days it is in force, English
/// names, comments, documentation, drawings with the names of lanes, flows and gateways, and the order of what has
/// none: keys, parallel branches, processes. Chinese names count, since they stand on notices; so does the order of
/// lists, which forms and notices follow.
std::string meaning_of(const process::Pack& pack);

/// What is known of the files of a pack that was kept whole.
struct KeptPack {
    std::string hash;  ///< of its bytes
    int version = 1;
    std::string meaning;  ///< empty: this program cannot tell
};

/// The version that files must say at least, since they mean something else than those of the same id that were kept
/// before; nullopt: they may be taken as they are. Files that were kept already always may.
std::optional<int> version_owed(const std::vector<KeptPack>& kept, const KeptPack& fresh);

KeptPack kept_as(const process::Pack& pack);

/// "Expected version …, but …" when the files of `after` owe one to those of `before`; empty: they do not, or are of
/// another id.
std::string version_sentence(const process::Pack& before, const process::Pack& after);

/// The same where a service owes it to all that it keeps.
std::string version_sentence(const process::Pack& pack, int owed);

}  // namespace bandian::packs
