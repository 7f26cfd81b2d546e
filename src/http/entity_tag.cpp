#include "http/entity_tag.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view after_blanks(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

/// What weak comparison looks at.
std::string_view opaque(std::string_view tag) { return tag.substr(tag.substr(0, 2) == "W/" ? 2 : 0); }

/// Of a tag: what may stand between its quotes, a comma as well.
bool is_tag_character(unsigned char c) { return c == 0x21 || (c >= 0x23 && c != 0x7f); }

/// The tag that `text` begins with, quotes included and without "W/"; empty: it begins with none.
std::string_view first_tag(std::string_view text) {
    const std::string_view tag = opaque(text);
    if (tag.empty() || tag.front() != '"') return {};
    const auto end = std::find_if_not(tag.begin() + 1, tag.end(), is_tag_character);
    return end != tag.end() && *end == '"' ? tag.substr(0, static_cast<std::size_t>(end - tag.begin()) + 1)
                                           : std::string_view{};
}

}  // namespace

bool is_known_to_sender(std::string_view rest, std::string_view etag) {
    rest = after_blanks(rest);
    if (!rest.empty() && rest.front() == '*') return after_blanks(rest.substr(1)).empty();
    while (!rest.empty()) {
        if (rest.front() == ',') {  // a member of a list may be empty
            rest = after_blanks(rest.substr(1));
            continue;
        }
        const std::string_view tag = first_tag(rest);
        if (tag.empty()) return false;
        rest = after_blanks(opaque(rest).substr(tag.size()));
        if (!rest.empty() && rest.front() != ',') return false;
        if (tag == opaque(etag)) return true;
    }
    return false;
}

}  // namespace bandian::http
