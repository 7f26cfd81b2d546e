#pragma once
// What a file is, by its first bytes.

#include <string>
#include <string_view>

namespace bandian::papers {

constexpr std::size_t telling_bytes = 4096;  ///< as many as those inside archives are told by

/// libmagic's media type.
std::string type_by(std::string_view beginning);

/// A program, a script or a link that would start one.
bool is_program(std::string_view beginning);

/// A way of packing that is not looked into.
bool is_foreign_archive(std::string_view beginning);

bool is_zip(std::string_view beginning);

}  // namespace bandian::papers
