#include "papers/pdf.hpp"

#include <cstdlib>

#include <unistd.h>

namespace bandian::papers {

namespace {

constexpr const char* info = "/usr/bin/pdfinfo";
constexpr const char* draw = "/usr/bin/pdftoppm";
constexpr const char* input = "/dev/stdin";  // the file itself: they seek in it

}  // namespace

bool has_poppler() { return ::access(info, X_OK) == 0 && ::access(draw, X_OK) == 0; }

bool asks_for_password(const TemporaryFile& pdf) {
    return run_child({info, input}, pdf.fd()).err.find("Incorrect password") != std::string::npos;
}

int pages_of(const TemporaryFile& pdf) {
    const ChildResult told = run_child({info, input}, pdf.fd());
    const auto line = told.out.find("\nPages:");
    return told.code != 0 || line == std::string::npos ? 0 : std::atoi(told.out.c_str() + line + sizeof "\nPages:" - 1);
}

std::string page_of(const TemporaryFile& pdf, int number) {
    const std::string page = std::to_string(number);
    ChildResult drawn = run_child({draw, "-q", "-f", page, "-l", page, "-scale-to", std::to_string(page_pixels),
                                   "-jpeg", "-jpegopt", "quality=80", input},
                                  pdf.fd());
    return drawn.code == 0 ? std::move(drawn.out) : std::string{};
}

}  // namespace bandian::papers
