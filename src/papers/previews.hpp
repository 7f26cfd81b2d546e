#pragma once
// Pictures of what was handed in, so that nobody has to open a stranger's file to look at it.

#include "app/materials.hpp"
#include "app/turns.hpp"

namespace bandian::papers {

class Previews : public app::Previewer {
public:
    /// Refusals of both: no-preview, busy for now, and of a page no-such-page.
    std::variant<int, app::FileRefusal> pages(const std::string& type, const app::WholeFile& file) override;
    std::variant<app::Picture, app::FileRefusal> page(const std::string& type, const app::WholeFile& file,
                                                      int number) override;

private:
    app::Turns turns_{2, 12, std::chrono::seconds{10}};  ///< each takes up to a gigabyte, and a processor
};

}  // namespace bandian::papers
