#pragma once
// A QR code (ISO/IEC 18004) as SVG, by libqrencode.

#include <string>

namespace bandian::report {

/// Of UTF-8 text; a quarter of it may be damaged. Throws std::runtime_error when it is too long for a code.
std::string square_code(const std::string& text);

}  // namespace bandian::report
