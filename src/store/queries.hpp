#pragma once
// The .sql files of this folder, built in.

#include <string>
#include <utility>
#include <vector>

namespace bandian::store {

/// The statement of sql/NAME.sql. Throws std::logic_error when there is none.
const std::string& query(const std::string& name);

/// The files of migrations/ in order: name, text.
const std::vector<std::pair<std::string, std::string>>& migrations();

/// The files of routines/ by name: name, text. A line "-- needs: NAME…" names those that have to be there first.
const std::vector<std::pair<std::string, std::string>>& routines();

/// Of this program: "0.1.0".
const std::string& program_version();

}  // namespace bandian::store
