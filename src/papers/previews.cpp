#include "papers/previews.hpp"

#include "papers/heic.hpp"
#include "papers/pdf.hpp"

#include <algorithm>

namespace bandian::papers {

namespace {

using app::FileRefusal;

constexpr int most_pages = 500;

FileRefusal busy() {
    return FileRefusal{"busy", "Expected to draw the page, but too many are drawn just now: try again.", true};
}
FileRefusal no_page(int number) {
    return FileRefusal{"no-such-page",
                       "Expected the number of a page, but there is no page " + std::to_string(number) + ".", false};
}
FileRefusal none() {
    return FileRefusal{"no-preview",
                       "Expected a PDF, JPEG, PNG or HEIC that can be shown, but this is none: fetch the file itself.",
                       false};
}

}  // namespace

std::variant<int, FileRefusal> Previews::pages(const std::string& type, const app::WholeFile& file) {
    if (type == "image/jpeg" || type == "image/png" || (app::is_heic(type) && has_libheif())) return 1;
    if (type != "application/pdf" || !has_poppler()) return none();
    const app::Turns::Turn turn{turns_};
    if (!turn) return busy();
    const int pages = pages_of(TemporaryFile{file});
    if (pages <= 0) return none();
    return std::min(pages, most_pages);
}

std::variant<app::Picture, FileRefusal> Previews::page(const std::string& type, const app::WholeFile& file,
                                                       int number) {
    const bool heic = app::is_heic(type);
    if (heic ? !has_libheif() : type != "application/pdf" || !has_poppler()) return none();
    if (heic && number != 1) return no_page(number);
    const app::Turns::Turn turn{turns_};
    if (!turn) return busy();
    const TemporaryFile whole{file};
    if (!heic && (number > most_pages || number > pages_of(whole))) return no_page(number);
    std::string drawn = heic ? picture_of(whole) : page_of(whole, number);
    if (drawn.empty()) return none();
    return app::Picture{heic ? "image/png" : "image/jpeg", std::move(drawn)};
}

}  // namespace bandian::papers
