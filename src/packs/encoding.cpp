#include "packs/encoding.hpp"

#include <algorithm>
#include <array>

namespace bandian::packs {

namespace {

enum class Encoding { utf8, utf16_little, utf16_big, ascii, latin1 };

struct Name {
    const char* name;
    Encoding encoding;
};

constexpr std::array names{Name{"utf-8", Encoding::utf8},           Name{"utf8", Encoding::utf8},
                           Name{"us-ascii", Encoding::ascii},       Name{"ascii", Encoding::ascii},
                           Name{"ansi_x3.4-1968", Encoding::ascii}, Name{"iso646-us", Encoding::ascii},
                           Name{"iso-8859-1", Encoding::latin1},    Name{"iso8859-1", Encoding::latin1},
                           Name{"iso_8859-1", Encoding::latin1},    Name{"latin1", Encoding::latin1},
                           Name{"latin-1", Encoding::latin1},       Name{"utf-16", Encoding::utf16_little},
                           Name{"utf16", Encoding::utf16_little},   Name{"utf-16le", Encoding::utf16_little},
                           Name{"utf16le", Encoding::utf16_little}, Name{"utf-16be", Encoding::utf16_big},
                           Name{"utf16be", Encoding::utf16_big}};

constexpr std::size_t longest_declaration = 256;

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string hex(unsigned char byte) {
    constexpr const char* digits = "0123456789ABCDEF";
    return std::string{"0x"} + digits[byte >> 4] + digits[byte & 15];
}

void append(std::string& out, char32_t character) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (character < 0x80) return put(character);
    if (character < 0x800) put(0xC0 | (character >> 6));
    else if (character < 0x10000) put(0xE0 | (character >> 12)), put(0x80 | ((character >> 6) & 0x3F));
    else put(0xF0 | (character >> 18)), put(0x80 | ((character >> 12) & 0x3F)), put(0x80 | ((character >> 6) & 0x3F));
    put(0x80 | (character & 0x3F));
}

/// Bytes of the well-formed character at `at` (Unicode, table 3-7); 0 for none.
std::size_t character_length(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
    };
    const auto within = [&](std::size_t i, unsigned from, unsigned to) { return byte(i) >= from && byte(i) <= to; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF)
        return within(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && within(2, 0x80, 0xBF) ? 3 : 0;
    if (lead >= 0xF0 && lead <= 0xF4)
        return within(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && within(2, 0x80, 0xBF) &&
                       within(3, 0x80, 0xBF)
                   ? 4
                   : 0;
    return 0;
}

std::string not_utf8(unsigned char byte, bool declared) {
    return "Expected UTF-8" + std::string{declared ? ", as the file says" : ""} + ", but byte " + hex(byte) +
           " here is none: save the file as UTF-8.";
}

Decoded from_utf8(std::string_view bytes, bool declared) {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = character_length(bytes, at);
        if (length == 0)
            return {std::string{bytes.substr(0, at)}, not_utf8(static_cast<unsigned char>(bytes[at]), declared)};
        at += length;
    }
    return {std::string{bytes}, std::nullopt};
}

Decoded from_ascii(std::string_view bytes) {
    const auto bad =
        std::find_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (bad == bytes.end()) return {std::string{bytes}, std::nullopt};
    return {std::string{bytes.begin(), bad}, "Expected US-ASCII, as the file says, but byte " +
                                                 hex(static_cast<unsigned char>(*bad)) +
                                                 " here is none: save the file as UTF-8."};
}

Decoded from_latin1(std::string_view bytes) {
    Decoded decoded;
    decoded.text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) append(decoded.text, static_cast<unsigned char>(c));
    return decoded;
}

Decoded from_utf16(std::string_view bytes, Encoding encoding) {
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(encoding == Encoding::utf16_little ? first | (second << 8)
                                                                        : (first << 8) | second);
    };
    Decoded decoded;
    decoded.text.reserve(bytes.size() * 3 / 4);
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t character = unit(at);
        if (character >= 0xD800 && character < 0xE000) {
            const char32_t low = character < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
            if (low < 0xDC00 || low >= 0xE000) {
                decoded.flaw = "Expected UTF-16, but half a character stands here: save the file as UTF-8.";
                return decoded;
            }
            character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        append(decoded.text, character);
    }
    if (bytes.size() % 2 != 0)
        decoded.flaw = "Expected UTF-16, but the file ends within a character: save the file as UTF-8.";
    return decoded;
}

Decoded not_read(const std::string& name) {
    return {"", "Expected UTF-8, UTF-16, US-ASCII or ISO-8859-1, but the file says " + name + ": save it as UTF-8."};
}

/// What the bytes themselves tell, and how many of them tell it.
std::optional<std::pair<Encoding, std::size_t>> seen(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (starts(bytes, "\xEF\xBB\xBF"sv)) return std::pair{Encoding::utf8, std::size_t{3}};
    if (starts(bytes, "\xFF\xFE"sv)) return std::pair{Encoding::utf16_little, std::size_t{2}};
    if (starts(bytes, "\xFE\xFF"sv)) return std::pair{Encoding::utf16_big, std::size_t{2}};
    if (starts(bytes, "<\0"sv)) return std::pair{Encoding::utf16_little, std::size_t{0}};
    if (starts(bytes, "\0<"sv)) return std::pair{Encoding::utf16_big, std::size_t{0}};
    return std::nullopt;
}

}  // namespace

std::string_view declared_encoding(std::string_view text) {
    if (!starts(text, "<?xml")) return {};
    text = text.substr(0, std::min(text.find("?>"), longest_declaration));
    const std::size_t word = text.find("encoding");
    const std::size_t open = word == std::string_view::npos ? word : text.find_first_of("\"'", word);
    const std::size_t close = open == std::string_view::npos ? open : text.find(text[open], open + 1);
    return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

Decoded decode(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (starts(bytes, "\xFF\xFE\0\0"sv) || starts(bytes, "\0\0\xFE\xFF"sv))
        return not_read("by its first bytes UTF-32");
    const auto by_bytes = seen(bytes);
    const bool wide = by_bytes && by_bytes->first != Encoding::utf8;
    if (by_bytes) bytes.remove_prefix(by_bytes->second);
    std::string head{bytes.substr(0, 2 * longest_declaration)};
    if (wide) head.erase(std::remove(head.begin(), head.end(), '\0'), head.end());
    const std::string told{declared_encoding(head)};
    const auto known =
        std::find_if(names.begin(), names.end(), [&](const Name& one) { return one.name == lower(told); });
    if (!told.empty() && known == names.end()) return not_read(told);
    if (wide) return from_utf16(bytes, by_bytes->first);
    if (by_bytes || told.empty()) return from_utf8(bytes, by_bytes.has_value());
    switch (known->encoding) {
        case Encoding::utf8: return from_utf8(bytes, true);
        case Encoding::ascii: return from_ascii(bytes);
        case Encoding::latin1: return from_latin1(bytes);
        case Encoding::utf16_little:
        case Encoding::utf16_big: break;
    }
    return {"", "Expected " + told +
                    ", as the file says, but each character is one byte: save it as UTF-8, and let it say so."};
}

}  // namespace bandian::packs
