#pragma once
// Entity tags as RFC 9110 8.8.3 writes them.

#include <string_view>

namespace bandian::http {

/// Whether `If-None-Match` names what its sender would get again (13.1.2): any of a list, compared weakly, or "*". Text
/// that is no such list names nothing from where it stops being one. `etag`: with its quotes.
bool is_known_to_sender(std::string_view if_none_match, std::string_view etag);

}  // namespace bandian::http
