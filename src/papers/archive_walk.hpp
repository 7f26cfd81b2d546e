#pragma once
// What a zip holds: documents of offices (OOXML, ODF, OFD) are zips, too.

#include "app/materials.hpp"
#include "papers/temporary_file.hpp"

#include <chrono>
#include <variant>

namespace bandian::papers {

/// What is unpacked of one file, with all that is packed within it.
struct WalkBounds {
    int depth = 3;  ///< a zip of documents with tables in them has three
    int entries = 20'000;
    std::int64_t bytes = 1LL << 30;
    std::int64_t ratio = 200;  ///< unpacked to packed, once `ratio_from` have come; pages of text shrink to a twentieth
    std::int64_t ratio_from = 20LL << 20;
    std::chrono::milliseconds time{20'000};
};

/// The media type that it has by what it holds ("" when that tells no more than its beginning), or what is against it:
/// locked-file, program-inside, macros-inside, archive-inside, archive-too-large, damaged-archive.
std::variant<std::string, app::FileRefusal> walk(const TemporaryFile& file, std::int64_t bytes,
                                                 const WalkBounds& bounds = {});

}  // namespace bandian::papers
