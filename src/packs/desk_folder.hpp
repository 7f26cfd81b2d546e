#pragma once
// The folder `workflows` of a desk: calendars and packs.

#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"

#include <set>

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
    Regions regions;        ///< made of the files without errors
    Faults calendar_faults;
    std::set<std::string> left_out;  ///< files of calendars, with their paths
    std::string digest;              ///< stands for all files of calendars but those left out
    std::vector<PackFolder> packs;

    /// Stands for all files of calendars but some, as they are now.
    std::string digest_without(const std::set<std::string>& but) const;
    /// A calendar gives other days without a file that it once had: its region goes, and those that rest on it.
    void drop_regions_left_incomplete();
};

/// Each part with what is wrong with it, so that one bad file takes no other with it.
DeskFolder read_desk_folder(const std::string& folder);

/// The errors, one a line, with paths from `folder` on.
std::string errors_in(const Faults& faults, const std::string& folder);

}  // namespace bandian::packs
