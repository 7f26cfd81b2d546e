#pragma once
// A pack of ours as it would be from before files said their format.

#include "packs/pack_files.hpp"

#include <regex>

namespace bandian::packs::testing {

inline PackFiles files_of(const std::string& pack) {
    Faults faults;
    return read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/" + pack, faults);
}

inline PackFiles before_formats(PackFiles files) {
    std::string& yaml = files.content.at("pack.yaml");
    yaml = std::regex_replace(yaml, std::regex{"\nformat: 2\n"}, "\n");
    yaml = std::regex_replace(yaml, std::regex{", notice: correction"}, "");
    for (auto& [name, text] : files.content) text = std::regex_replace(text, std::regex{" bd:party=\"[^\"]*\""}, "");
    for (const char* section : {"\noutcomes:\n", "\nnotices:\n"}) {
        const auto from = yaml.find(section);
        const auto to = yaml.find("\n\n", from + 1);
        if (from != std::string::npos) yaml.erase(from, to - from);
    }
    return files;
}

}  // namespace bandian::packs::testing
