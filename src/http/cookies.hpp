#pragma once
// Cookies, by their names exactly as they are written: __Host- holds browsers to taking them from this host alone.

#include <string>
#include <string_view>

namespace bandian::http {

constexpr std::string_view session_cookie_name = "__Host-bandian";
constexpr std::string_view browser_cookie_name = "__Host-bandian-browser";
constexpr std::size_t longest_secret = 100;

/// The value of the cookie of that name in a Cookie header, letters, figures, - and _ alone. Empty: there is none, it
/// holds something else (also quotation marks), or there are several of that name: which of them is ours nobody could
/// tell.
std::string cookie_in(const std::string& header, std::string_view name);
/// The same; empty, too, when it is longer than any secret of ours.
std::string secret_in(const std::string& header, std::string_view name);
/// Set-Cookie for a session.
std::string session_cookie(const std::string& secret, const char* life);
/// Set-Cookie for what a browser is known by when somebody signs in in it.
std::string browser_cookie(const std::string& secret);

}  // namespace bandian::http
