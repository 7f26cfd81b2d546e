#pragma once
// The folder `workflows` of a desk: calendars and packs.

#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"

namespace bandian::packs {

struct PackFolder {
    PackFiles files;
    std::string id;
    std::shared_ptr<const process::Pack> pack;  ///< nullptr: it has errors
    Faults faults;
};

struct DeskFolder {
    std::string folder;
    bool readable = false;  ///< otherwise there is nothing to be had from it
    Regions regions;        ///< those without errors
    Faults calendar_faults;
    std::string digest;     ///< stands for all edition files
    std::vector<PackFolder> packs;
};

/// Each part with what is wrong with it, so that one bad file takes no other with it.
DeskFolder read_desk_folder(const std::string& folder);

/// The errors, one a line, with paths from `folder` on.
std::string errors_in(const Faults& faults, const std::string& folder);

}  // namespace bandian::packs
