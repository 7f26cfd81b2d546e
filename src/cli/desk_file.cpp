#include "cli/desk_file.hpp"

#include "packs/files.hpp"
#include "packs/yaml.hpp"

#include <QFileInfo>
#include <QUrl>

#include <cmath>

namespace bandian::cli {

namespace {

constexpr double most_bound = 1e9;

/// Into `bound` what is said under `key`, in units of so many.
void read_bound(packs::Mapping& files, const std::string& key, std::int64_t unit, std::int64_t& bound) {
    const auto given = files.number(key);
    if (!given) return;
    if (*given >= 1 && *given <= most_bound && std::floor(*given) == *given)
        bound = static_cast<std::int64_t>(*given) * unit;
    else files.fault(files.place_of(key), "Expected " + key + " as a whole number from 1 on, but it is none.");
}

app::FileBounds read_file_bounds(packs::Mapping& desk) {
    app::FileBounds bounds;
    const auto given = desk.node("files");
    if (!given) return bounds;
    if (!given->IsMap()) {
        desk.fault(desk.place_of("files"), "Expected files as a mapping of bounds, but it is none.");
        return bounds;
    }
    constexpr std::int64_t megabyte = 1 << 20;
    packs::Mapping files{*given, desk.file(), "files", desk.faults()};
    read_bound(files, "caseMegabytes", megabyte, bounds.case_bytes);
    read_bound(files, "caseFiles", 1, bounds.case_files);
    read_bound(files, "departmentMegabytesADay", megabyte, bounds.department_bytes);
    read_bound(files, "departmentFilesADay", 1, bounds.department_files);
    return bounds;
}

}  // namespace

DeskFile read_desk_file(const std::string& workflows, packs::Faults& faults) {
    DeskFile desk;
    desk.file = workflows + "/desk.yaml";
    if (!QFileInfo::exists(QString::fromStdString(desk.file))) return desk;
    const auto text = packs::read_file(desk.file, faults);
    const auto yaml = text ? packs::read_yaml(*text, desk.file, faults) : std::nullopt;
    if (!yaml) return desk;
    packs::Mapping mapping{*yaml, desk.file, "a desk", faults};
    desk.takes = mapping.list("takes");
    desk.takes_place = mapping.place_of("takes");
    if (desk.takes.empty())
        mapping.fault(
            mapping.place(),
            "Expected takes, the ids of the packs that applications are taken for, but it is missing or empty.");
    desk.files = read_file_bounds(mapping);
    std::vector<std::string> unreadable;
    desk.reach = app::Reach::make(mapping.list("receivers"), unreadable);
    for (const std::string& one : unreadable)
        mapping.fault(
            mapping.place_of("receivers"),
            "Expected receivers as networks (10.20.0.0/16), addresses and hosts by name, but got \"" + one + "\".");
    if (const std::string url = mapping.text_or("publicUrl", ""); !url.empty()) {
        if (const auto good = public_url_in(url)) desk.public_url = *good;
        else
            mapping.fault(mapping.place_of("publicUrl"),
                          "Expected publicUrl as https://HOST, but got \"" + url + "\".");
    }
    return desk;
}

std::optional<std::string> public_url_in(const std::string& text) {
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != "https" && url.scheme() != "http") || url.host().isEmpty() ||
        !url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return std::nullopt;
    std::string plain = text;
    while (plain.back() == '/') plain.pop_back();
    return plain;
}

}  // namespace bandian::cli
