#pragma once
// Whose requests are counted together.

#include <string>

namespace bandian::app {

/// An IPv4 address as it is, also one written as IPv6 (::ffff:192.0.2.1); of an IPv6 address the /64 that one household
/// or office is given, "2001:db8:0:1::/64"; the loopback address ::1 as it is. What is no address: its first 64 bytes.
std::string counted_source(const std::string& address);

}  // namespace bandian::app
