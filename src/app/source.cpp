#include "app/source.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>

namespace bandian::app {

namespace {

constexpr std::size_t longest_other = 64;
constexpr std::size_t network_bytes = 8;  // of a /64

std::string text_of(int family, const void* address) {
    char text[INET6_ADDRSTRLEN];
    return ::inet_ntop(family, address, text, sizeof text);
}

}  // namespace

std::string counted_source(const std::string& address) {
    in_addr four{};
    if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return text_of(AF_INET, &four);
    in6_addr six{};
    const std::string without_zone = address.substr(0, address.find('%'));
    if (::inet_pton(AF_INET6, without_zone.c_str(), &six) != 1) return address.substr(0, longest_other);
    if (IN6_IS_ADDR_V4MAPPED(&six)) return text_of(AF_INET, six.s6_addr + 12);
    if (IN6_IS_ADDR_LOOPBACK(&six)) return "::1";
    std::fill(six.s6_addr + network_bytes, six.s6_addr + sizeof six.s6_addr, std::uint8_t{0});
    return text_of(AF_INET6, &six) + "/64";
}

}  // namespace bandian::app
