#pragma once
// Secrets that stand for somebody: whoever reads the database cannot act with what is kept of them.

#include <string>

namespace bandian::app {

/// 32 random bytes, as 43 characters of base64url.
std::string random_secret();
/// SHA-256, as bytes: what is kept.
std::string hash_of(const std::string& secret);

}  // namespace bandian::app
