#include "app/reach.hpp"

#include <algorithm>
#include <arpa/inet.h>

namespace bandian::app {

namespace {

constexpr int bits_before_ipv4 = 96;  // of a mapped address

Address mapped(const std::uint8_t* four) {
    Address address{};
    address[10] = address[11] = 0xFF;
    std::copy(four, four + 4, address.begin() + 12);
    return address;
}

bool is_ipv4(const Address& address) {
    return std::all_of(address.begin(), address.begin() + 10, [](std::uint8_t byte) { return byte == 0; }) &&
           address[10] == 0xFF && address[11] == 0xFF;
}

std::string plain_host(std::string host) {
    if (!host.empty() && host.back() == '.') host.pop_back();
    for (char& c : host)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return host;
}

/// The IPv4 address that an IPv6 one leads to; nullopt: it is one of its own.
std::optional<Address> within(const Address& address) {
    static const Address nat64 = *parse_address("64:ff9b::");
    if (std::equal(nat64.begin(), nat64.begin() + 12, address.begin())) return mapped(address.data() + 12);
    if (address[0] == 0x20 && address[1] == 0x02) return mapped(address.data() + 2);  // 6to4
    return std::nullopt;
}

}  // namespace

std::optional<Address> parse_address(const std::string& text) {
    std::uint8_t bytes[16];
    if (::inet_pton(AF_INET, text.c_str(), bytes) == 1) return mapped(bytes);
    if (::inet_pton(AF_INET6, text.c_str(), bytes) != 1) return std::nullopt;
    Address address;
    std::copy(bytes, bytes + 16, address.begin());
    return address;
}

std::string to_text(const Address& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (is_ipv4(address)) ::inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
    else ::inet_ntop(AF_INET6, address.data(), text, sizeof text);
    return text;
}

std::optional<Reach::Network> Reach::network_in(const std::string& text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const int before = text.find(':') == std::string::npos ? bits_before_ipv4 : 0;
    if (slash == std::string::npos) return Network{*address, 128};
    const std::string digits = text.substr(slash + 1);
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    const int bits = before + std::stoi(digits);
    return bits > 128 ? std::nullopt : std::optional{Network{*address, bits}};
}

bool Reach::holds(const Network& network, const Address& address) {
    const auto whole = static_cast<std::size_t>(network.bits / 8);
    if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), network.address.begin()))
        return false;
    const int rest = network.bits % 8;
    return rest == 0 || (address[whole] >> (8 - rest)) == (network.address[whole] >> (8 - rest));
}

bool is_public(const Address& address) {
    static const std::vector<Reach::Network> kept_back = [] {
        std::vector<Reach::Network> networks;
        for (const char* text : {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                                 "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
                                 "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
                                 "168.63.129.16", "2001::/23", "2001:db8::/32", "3fff::/20"})
            networks.push_back(*Reach::network_in(text));
        return networks;
    }();
    static const Reach::Network unicast = *Reach::network_in("2000::/3");  // all that IPv6 has given out
    if (const auto inner = within(address)) return is_public(*inner);
    if (!is_ipv4(address) && !Reach::holds(unicast, address)) return false;
    return std::none_of(kept_back.begin(), kept_back.end(),
                        [&](const Reach::Network& network) { return Reach::holds(network, address); });
}

Reach Reach::make(const std::vector<std::string>& allowed, std::vector<std::string>& unreadable) {
    Reach reach;
    for (const std::string& text : allowed) {
        const std::string host = plain_host(text);
        const bool numbers = host.find_first_not_of("0123456789.") == std::string::npos;
        if (const auto network = network_in(text)) reach.networks_.push_back(*network);
        else if (!numbers && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos)
            reach.hosts_.push_back(host);
        else unreadable.push_back(text);
    }
    return reach;
}

bool Reach::allows_host(const std::string& host) const {
    return std::find(hosts_.begin(), hosts_.end(), plain_host(host)) != hosts_.end();
}

bool Reach::allows(const Address& address) const {
    const auto holds_it = [&](const Network& network) { return holds(network, address); };
    return is_public(address) || std::any_of(networks_.begin(), networks_.end(), holds_it);
}

}  // namespace bandian::app
