#pragma once
// A database brought to this program's schema.

#include <string>

namespace bandian::store {

/// Brings the database to this program's schema and routines, in one transaction. Throws app::Fault when the database
/// is newer than the program.
void migrate(const std::string& url);

/// Lets a role use everything, but change or take out nothing that the log holds. By the owner of the database.
void grant_service(const std::string& url, const std::string& role);

/// Whether the database has had a migration.
bool has_record(const std::string& url);

}  // namespace bandian::store
