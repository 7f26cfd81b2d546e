#pragma once
// desk.yaml: what one desk is set to, beside the packs. Read here alone, so that all that is wrong with it is told at
// once.

#include "app/materials.hpp"
#include "app/reach.hpp"
#include "packs/fault.hpp"

#include <string>
#include <vector>

namespace bandian::cli {

struct DeskFile {
    std::string file;
    std::vector<std::string> takes;  ///< ids of packs that applications are taken for; empty: all
    packs::Place takes_place;
    app::Reach reach;        ///< where messages may go
    app::FileBounds files;   ///< what is not said there has the program's own bound
    std::string public_url;  ///< of this service, without a slash at its end; empty: not told
};

/// Without the file: as if it said nothing. With a fault it is nothing to work by.
DeskFile read_desk_file(const std::string& workflows, packs::Faults& faults);

/// Without the slashes at its end. nullopt: it is no http:// or https:// URL of a host, or it has a user, query or
/// fragment.
std::optional<std::string> public_url_in(const std::string& text);

}  // namespace bandian::cli
