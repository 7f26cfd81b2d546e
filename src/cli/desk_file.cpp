#include "cli/desk_file.hpp"

#include "packs/files.hpp"
#include "packs/yaml.hpp"

#include <QFileInfo>
#include <QUrl>

namespace bandian::cli {

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
    mapping.node("files");  // packs::read_file_bounds
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
