#pragma once
// Pictures of what was handed in, so that nobody has to open a stranger's file to look at it.

#include "papers/turn.hpp"

#include "app/materials.hpp"

namespace bandian::papers {

class Previews : public app::Previewer {
public:
    /// Refusals of both: no-preview, and busy for now.
    std::variant<int, app::FileRefusal> pages(const std::string& type, const app::WholeFile& file) override;
    std::variant<app::Picture, app::FileRefusal> page(const app::WholeFile& file, int number) override;

private:
    Turns turns_{at_once};
};

}  // namespace bandian::papers
