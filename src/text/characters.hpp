#pragma once
// How long a text is. Pure, so that every room may ask.

#include <cstddef>
#include <string_view>

namespace bandian::text {

/// Characters of UTF-8 text: code points, as maxLength of JSON Schema counts them; no byte that only goes on with one.
constexpr std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    return count;
}

static_assert(characters("") == 0 && characters("ab") == 2 && characters("周村") == 2 &&
              characters("\xF0\xA0\xAE\xB7") == 1);

}  // namespace bandian::text
