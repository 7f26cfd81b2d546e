#include "packs/file_bounds.hpp"

#include "packs/files.hpp"
#include "packs/yaml.hpp"

#include <QFileInfo>

#include <cmath>

namespace bandian::packs {

namespace {

constexpr double most = 1e9;

std::optional<std::int64_t> bound(Mapping& files, const std::string& key) {
    const auto given = files.number(key);
    if (!given) return std::nullopt;
    if (*given >= 1 && *given <= most && std::floor(*given) == *given) return static_cast<std::int64_t>(*given);
    files.fault(files.place_of(key), "Expected " + key + " as a whole number from 1 on, but it is none.");
    return std::nullopt;
}

}  // namespace

FileBounds read_file_bounds(const std::string& file, Faults& faults) {
    FileBounds bounds;
    if (!QFileInfo::exists(QString::fromStdString(file))) return bounds;
    const auto text = read_file(file, faults);
    const auto yaml = text ? read_yaml(*text, file, faults) : std::nullopt;
    const YAML::Node given = yaml ? (*yaml)["files"] : YAML::Node{YAML::NodeType::Undefined};
    if (!given.IsDefined()) return bounds;
    if (!given.IsMap()) {
        faults.push_back(
            {place_of(given, file), Severity::error, "Expected files as a mapping of bounds, but it is none.", "desk"});
        return bounds;
    }
    Mapping files{given, file, "files", faults};
    bounds.case_megabytes = bound(files, "caseMegabytes");
    bounds.case_files = bound(files, "caseFiles");
    bounds.department_megabytes = bound(files, "departmentMegabytesADay");
    bounds.department_files = bound(files, "departmentFilesADay");
    return bounds;
}

}  // namespace bandian::packs
