#pragma once
// Names of people, places and things, and what is written about them, in one form: so that two that look alike are
// alike, and nothing is kept that nobody can see.
//
// Mended without a word: white space of any kind at both ends is taken off, and inside a line folded to one blank (a
// line break too, where a text has one line); the composed form is taken (NFC, Unicode 15 annex 15: it also gives CJK
// compatibility ideographs their unified ones); characters without width (U+00AD, U+200B, U+2060, U+FEFF, and in one
// line joiners, U+200C and U+200D) are left out. Variation selectors and private use stay: names are written with them.
// Refused, since nobody can tell what was meant: control characters, characters that turn the direction of writing
// (U+200E, U+202A … U+202E, U+2066 … U+2069, U+061C), U+FFFD, which stands for what was lost, tags and noncharacters,
// bytes that are not UTF-8, and a text in which nothing can be seen.

#include "text/flaw.hpp"

#include <cstddef>
#include <string_view>

namespace bandian::text {

/// Many: notes and reasons. Line breaks stay, as "\n"; blanks and tabs within a line stay; joiners stay, for
/// pictographs.
enum class Lines { one, many };

/// Reasons: text-blank, text-control, text-direction, text-broken, text-invisible, text-too-long (`bound`: `most`
/// characters). Cleaning what has been cleaned changes nothing.
Result<std::string> clean(std::string_view text, Lines lines, std::size_t most);

/// The same, for what is kept in any case, such as a name of a file: what would be refused is left out. May be empty.
std::string without_flaws(std::string_view text, std::size_t most);

/// Digits, Latin letters and punctuation in full width, as Chinese keyboards give them, as ASCII; ideographic and
/// no-break blanks as blanks; dashes of all kinds as "-". Characters without width and of direction are left out:
/// numbers are copied with them. Other characters stay.
std::string narrow(std::string_view text);

/// UTF-8 without overlong forms and surrogates.
bool is_utf8(std::string_view bytes);

}  // namespace bandian::text
