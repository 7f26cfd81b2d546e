#pragma once
// How much may be handed in: `files` of workflows/desk.yaml.

#include "packs/fault.hpp"

#include <cstdint>
#include <optional>

namespace bandian::packs {

/// What is not said there has the program's own bound.
struct FileBounds {
    std::optional<std::int64_t> case_megabytes, case_files;
    std::optional<std::int64_t> department_megabytes, department_files;  ///< in 24 hours
};

/// Without the file nothing is said. What is no number above 0 is a fault.
FileBounds read_file_bounds(const std::string& file, Faults& faults);

}  // namespace bandian::packs
