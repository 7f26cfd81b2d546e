#pragma once
// One HTTP exchange with another service, through libcurl.

#include <optional>
#include <string>

namespace bandian::worker {

/// GET, or POST when there is a form; `authorization` is the header's value, empty for none. nullopt: no 200 within five
/// seconds, or more than a megabyte.
std::optional<std::string> fetch(const std::string& url, const std::string& form, const std::string& authorization);

}  // namespace bandian::worker
