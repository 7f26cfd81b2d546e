#include "worker/receiver.hpp"

#include "app/outbox.hpp"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>

namespace bandian::worker {

namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// A part of a URL; empty: it has none.
std::string part(const Url& url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
    const std::string found = text;
    curl_free(text);
    return found;
}

std::vector<app::Address> addresses_of(const std::string& host, Lookup lookup) {
    if (const auto one = app::parse_address(host)) return {*one};
    if (lookup == Lookup::none) return {};
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return {};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list{found, &::freeaddrinfo};
    std::vector<app::Address> all;
    for (const addrinfo* one = found; one; one = one->ai_next)
        if (const auto address = address_of(*one->ai_addr)) all.push_back(*address);
    return all;
}

}  // namespace

std::optional<app::Address> address_of(const sockaddr& address) {
    app::Address bytes{};
    if (address.sa_family == AF_INET) {
        const auto& in = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
        bytes[10] = bytes[11] = 0xFF;
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&in), 4, bytes.begin() + 12);
        return bytes;
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    std::copy_n(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr.s6_addr, 16, bytes.begin());
    return bytes;
}

std::string host_of(const std::string& text) {
    const Url url{curl_url(), &curl_url_cleanup};
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return {};
    std::string host = part(url, CURLUPART_HOST);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return host;
}

std::optional<std::string> fault_of_receiver(const std::string& text) {
    const auto no = [&](const std::string& expected) { return "Expected " + expected + ", but got \"" + text + "\"."; };
    if (text.rfind("mailto:", 0) == 0) {
        const std::string address = text.substr(std::string{"mailto:"}.size());
        if (address.find_first_of("?%#/&") == std::string::npos && app::is_mail_address(address)) return std::nullopt;
        return no("URL as mailto:NAME@HOST, one address in ASCII and nothing after it");
    }
    const Url url{curl_url(), &curl_url_cleanup};
    const CURLUcode read = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER);
    if (read == CURLUE_USER_NOT_ALLOWED)
        return "Expected URL without a user or password, which a receiver does not need: every message is signed.";
    const std::string scheme = part(url, CURLUPART_SCHEME);
    if (read != CURLUE_OK || (scheme != "http" && scheme != "https") || part(url, CURLUPART_HOST).empty())
        return no("URL as http://…, https://… or mailto:NAME@HOST");
    return std::nullopt;
}

std::optional<std::string> out_of_reach(const std::string& url, const app::Reach& reach, Lookup lookup) {
    const std::string host = host_of(url);
    if (host.empty() || reach.allows_host(host)) return std::nullopt;
    const std::vector<app::Address> addresses = addresses_of(host, lookup);
    const auto allowed = [&](const app::Address& one) { return reach.allows(one); };
    if (addresses.empty() || std::any_of(addresses.begin(), addresses.end(), allowed)) return std::nullopt;
    return out_of_reach_text(host, addresses.front());
}

std::string out_of_reach_text(const std::string& host, const app::Address& address) {
    return "Expected a receiver on the public Internet, or one that desk.yaml lists under receivers, but " + host +
           " is at " + app::to_text(address) + ".";
}

}  // namespace bandian::worker
