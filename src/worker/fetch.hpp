#pragma once
// One HTTP exchange with another service, through libcurl.

#include <optional>
#include <string>

namespace bandian::worker {

/// GET, or POST when there is a form, to an address that whoever runs the service has named; `authorization` is the
/// header's value, empty for none. No redirect is followed. nullopt: no 200 within five seconds, or more than a
/// megabyte, or more than 64 kB of headers.
std::optional<std::string> fetch(const std::string& url, const std::string& form, const std::string& authorization);

}  // namespace bandian::worker
