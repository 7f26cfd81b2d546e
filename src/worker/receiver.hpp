#pragma once
// Receivers of webhooks by their URL: which are taken, and which addresses are talked to.

#include "app/reach.hpp"

#include <optional>
#include <string>

struct sockaddr;

namespace bandian::worker {

/// nullopt: neither IPv4 nor IPv6.
std::optional<app::Address> address_of(const sockaddr& address);

/// The host of a URL as libcurl reads it, an IPv6 address without its brackets. Empty: there is none.
std::string host_of(const std::string& url);

/// Why a URL is none of a receiver, by what it says alone: nullopt, or "Expected …, but …".
std::optional<std::string> fault_of_receiver(const std::string& url);

enum class Lookup { by_name, none };  ///< none: an address in the URL is judged, a name is not

/// Why nothing would be sent there, nullopt or "Expected …, but …". A name that cannot be found now may be found later.
std::optional<std::string> out_of_reach(const std::string& url, const app::Reach& reach, Lookup lookup);

/// What is said of an address that is not talked to.
std::string out_of_reach_text(const std::string& host, const app::Address& address);

}  // namespace bandian::worker
