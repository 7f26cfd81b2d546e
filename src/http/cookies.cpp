#include "http/cookies.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

bool is_plain(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
}

}  // namespace

std::string cookie_in(const std::string& header, std::string_view name) {
    std::string_view rest = header, found;
    int times = 0;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=') {
            found = one.substr(name.size() + 1);
            ++times;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return times == 1 && is_plain(found) ? std::string{found} : std::string{};
}

std::string secret_in(const std::string& header, std::string_view name) {
    std::string secret = cookie_in(header, name);
    return secret.size() > longest_secret ? std::string{} : secret;
}

std::string session_cookie(const std::string& secret, const char* life) {
    return std::string{session_cookie_name} + '=' + secret + "; Path=/; Secure; HttpOnly; SameSite=Strict" + life;
}

// A browser keeps none for longer than 400 days.
std::string browser_cookie(const std::string& secret) {
    return std::string{browser_cookie_name} + '=' + secret +
           "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000";
}

}  // namespace bandian::http
