#pragma once
// Passwords: which are fit to be one, and their hashes.

#include "casework/entry.hpp"

#include <optional>
#include <string>

namespace bandian::app {

constexpr std::size_t shortest_password = 10;   ///< characters
constexpr std::size_t longest_password = 1000;  ///< bytes

/// Why `password` is not fit for the account, or nullopt: it is UTF-8 of 10 characters to 1000 bytes, any characters;
/// not one of those that everybody tries first, nor one of them or a name with a little on it. `display`: what the
/// account's owner is called. The rejection's code is password-too-short, password-too-long, password-too-common or
/// password-like-the-name.
std::optional<casework::Rejection> unfit_password(const std::string& password, const std::string& account,
                                                  const std::string& display);

/// argon2id, with t = 2 and 19 MiB: 30 ms. Of the bytes as they came: nothing is cut, folded or normalised.
std::string hash_of_password(const std::string& password);
bool fits(const std::string& hash, const std::string& password);

}  // namespace bandian::app
