#pragma once
// Where messages may go. Whoever adds a subscriber could otherwise have this service talk to what only it can reach:
// its own machine, its neighbours, the metadata of a cloud.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

/// As IPv6 has it; IPv4 as ::ffff:a.b.c.d.
using Address = std::array<std::uint8_t, 16>;

/// "10.0.0.1", "::1"; nullopt: it is no address.
std::optional<Address> parse_address(const std::string& text);

/// IPv4 in its own form.
std::string to_text(const Address& address);

/// Whether an address is of the public Internet. Not: private, loopback, link-local, unique-local, shared (CGNAT),
/// multicast, reserved and documentation networks, the addresses at which clouds tell a machine its secrets; nor such
/// an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4). Source: IANA's special-purpose address registries (RFC
/// 6890).
bool is_public(const Address& address);

class Reach {
public:
    /// `allowed` besides the public Internet: networks (10.20.0.0/16), addresses, and hosts by name, at whatever
    /// address. Each that is none of these goes into `unreadable`.
    static Reach make(const std::vector<std::string>& allowed, std::vector<std::string>& unreadable);

    /// By its name alone: whatever its addresses.
    bool allows_host(const std::string& host) const;
    bool allows(const Address& address) const;

private:
    struct Network {
        Address address{};
        int bits = 128;  ///< that count, of 128
    };
    static std::optional<Network> network_in(const std::string& text);
    static bool holds(const Network& network, const Address& address);
    friend bool is_public(const Address& address);

    std::vector<Network> networks_;
    std::vector<std::string> hosts_;  ///< in small letters, without a dot at the end
};

}  // namespace bandian::app
