#pragma once
// Telephone numbers 电话号码 as people write them, and as they are dialled.

#include "text/flaw.hpp"

#include <string_view>

namespace bandian::text {

/// As it is dialled in mainland China: 13800000000, 05336180000, 6180000 (without its area code), 4008100080; of
/// elsewhere with its country, +85223456789 (E.164). An extension 分机 comes behind a comma, the dialler's pause:
/// 05336180000,801. Digits, "+" and "," only, and dialling what is dialled changes nothing. Written in any of: full
/// width, blanks, dots, brackets and dashes of all kinds; +86, 0086 or 86 before it; 转, 分机, ext., x, # before an
/// extension, or a dash behind a number that is whole. One number, not several. Reasons: phone-characters,
/// phone-several, phone-length, phone-mobile (no such beginning), phone-area (no such area code), phone-local (nor such
/// a number behind it), phone-country, phone-extension.
Result<std::string> dialled(std::string_view typed);

/// The digits that what somebody looks for has in common with numbers as they are kept: those of the whole number it
/// is, without country and extension, or its bare digits. Empty: it is no number, or has fewer than four digits.
std::string digits_sought(std::string_view typed);

}  // namespace bandian::text
