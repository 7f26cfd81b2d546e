#pragma once
// Stored functions and their triggers: one file each, put in place as one set, after the migrations.

#include "store/postgres.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bandian::store {

using Files = std::vector<std::pair<std::string, std::string>>;  ///< name, text

/// What stands in `files`, each behind those that it says it needs ("-- needs: NAME…"), else by name. Throws
/// std::logic_error for a need that is no file, or comes round to itself.
Files in_order(const Files& files);

/// Over all names and texts, in hex.
std::string hash_of(const Files& files);

/// What a file says between its $$.
std::string body_of(const std::string& routine);

/// Puts this program's routines in place, unless the last set that was is the same; `anew`: even then, since a
/// migration may have taken a trigger away with its table. Throws app::Fault when a newer program has put its own
/// there.
void install_routines(pqxx::work& work, bool anew);

}  // namespace bandian::store
