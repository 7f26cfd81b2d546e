#pragma once
// Names of files that people hand in: what Windows, Linux and a header can hold, and what the eye can read.

#include <string>
#include <string_view>

namespace bandian::app {

constexpr std::size_t longest_name = 100;        ///< characters
constexpr std::size_t longest_name_bytes = 240;  ///< file systems end at 255, and a browser may add " (1)"

/// `given` in one line as names are kept (text::without_flaws), and without what a path or a drive is written with;
/// blanks and dots at the ends are taken off, and a name that Windows keeps for a device (CON,
/// COM1.pdf) gets "_" before it. With the ending that the media type has: a known other one (plan.pdf of a picture,
/// x.pdf.exe) is replaced, anything else followed by it. At most `longest_name` characters and `longest_name_bytes`
/// bytes; the ending is never what is cut off. Empty when nothing is left of it, or when it is not UTF-8. A type
/// without an ending leaves the name's own.
std::string file_name_for(std::string_view given, std::string_view type);

}  // namespace bandian::app
