#pragma once
// A policy pack on disk: pack.yaml, its .bpmn files, and the .mustache templates of its notices.

#include "packs/diagram.hpp"
#include "process/pack.hpp"

#include <map>
#include <memory>
#include <string>

namespace bandian::packs {

/// The files of a pack by name ("pack.yaml", "low-voltage.bpmn"), as they are kept for ever once a case rests on them.
struct PackFiles {
    std::string folder;  ///< for messages
    std::map<std::string, std::string> content;

    std::string hash() const;  ///< SHA-256 over names and contents, hex
    std::string id() const;    ///< what its pack.yaml says, however much else is wrong with it; else the folder's name
};

/// By the name of a file.
bool is_template(std::string_view file);

PackFiles read_pack_files(const std::string& folder, Faults& faults);

/// nullptr when there are errors; warnings and notes may come with a pack. One that cases rest on is not linted again.
std::shared_ptr<const process::Pack> load_pack(const PackFiles& files, Faults& faults,
                                               Standing standing = Standing::offered);

}  // namespace bandian::packs
