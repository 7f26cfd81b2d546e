#pragma once
// What poppler's programs say of a PDF.

#include "papers/child.hpp"
#include "papers/temporary_file.hpp"

#include <optional>

namespace bandian::papers {

/// Whether they are installed.
bool has_poppler();

/// Nobody opens it without one. (A PDF that merely forbids to print or to change opens.)
bool asks_for_password(const TemporaryFile& pdf);

/// 0: it cannot be read.
int pages_of(const TemporaryFile& pdf);

/// A page as JPEG, its longer side page_pixels; empty: it cannot be drawn within the bounds of a child.
std::string page_of(const TemporaryFile& pdf, int number);

}  // namespace bandian::papers
