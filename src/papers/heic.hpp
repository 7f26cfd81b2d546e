#pragma once
// What libheif's program makes of a HEIC, the picture that telephones take.

#include "papers/temporary_file.hpp"

#include <string>

namespace bandian::papers {

/// Whether it is installed.
bool has_libheif();

/// The main picture as PNG, turned as it was held, its longer side page_pixels at most; empty: it cannot be drawn
/// within the bounds of a child.
std::string picture_of(const TemporaryFile& heic);

}  // namespace bandian::papers
