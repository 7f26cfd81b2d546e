#pragma once
// Bytes of an XML file as UTF-8.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bandian::packs {

struct Decoded {
    std::string text;                 ///< UTF-8, without a byte order mark; up to the first bad byte
    std::optional<std::string> flaw;  ///< another encoding, or what the byte after `text` is not
};

/// Looks at the byte order mark, a zero beside the first "<", then at the declaration. Read are UTF-8, UTF-16, US-ASCII
/// and ISO-8859-1 under the names that tools give them; nothing is guessed.
Decoded decode(std::string_view bytes);

/// The name in `<?xml … encoding="NAME"?>` at the head of an ASCII-compatible text: empty when there is none.
std::string_view declared_encoding(std::string_view text);

}  // namespace bandian::packs
