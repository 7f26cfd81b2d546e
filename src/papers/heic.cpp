#include "papers/heic.hpp"

#include "papers/child.hpp"

#include <unistd.h>

namespace bandian::papers {

namespace {

constexpr const char* draw = "/usr/bin/heif-thumbnailer";

}  // namespace

bool has_libheif() { return ::access(draw, X_OK) == 0; }

std::string picture_of(const TemporaryFile& heic) {
    // -p: of the picture itself, not of the small one that a telephone puts beside it.
    ChildResult drawn =
        run_child({draw, "-s", std::to_string(page_pixels), "-p", "/dev/stdin", "/dev/stdout"}, heic.fd());
    const bool whole = drawn.code == 0 && drawn.out.rfind("\x89PNG", 0) == 0;
    return whole ? std::move(drawn.out) : std::string{};
}

}  // namespace bandian::papers
