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

}  // namespace bandian::store
