#include "app/masks.hpp"

namespace bandian::app {

namespace {

/// The first `keep` characters of UTF-8 text.
std::string first_characters(const std::string& text, std::size_t keep) {
    std::size_t at = 0;
    for (; keep > 0 && at < text.size(); --keep)
        for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;) ++at;
    return text.substr(0, at);
}

}  // namespace

std::string masked_name(const std::string& name) { return name.empty() ? name : first_characters(name, 1) + "*"; }

std::string masked_phone(const std::string& phone) {
    // Only a mobile number of plain digits is long enough to show both ends of.
    const bool mobile = phone.size() >= 11 && phone.find_first_not_of("0123456789+- ") == std::string::npos;
    return mobile ? phone.substr(0, 3) + "****" + phone.substr(phone.size() - 4)
                  : std::string(phone.empty() ? 0 : 4, '*');
}

std::string masked_address(const std::string& address) {
    // The district, and only of an address that says much more.
    if (first_characters(address, 6).size() == address.size()) return std::string(address.empty() ? 0 : 4, '*');
    return first_characters(address, 3) + "****";
}

}  // namespace bandian::app
