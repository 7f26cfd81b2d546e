#include "packs/files.hpp"

#include <QFile>

namespace bandian::packs {

std::optional<std::string> read_file(const std::string& path, Faults& faults) {
    QFile file(QString::fromStdString(path));
    if (file.open(QIODevice::ReadOnly)) return file.readAll().toStdString();
    faults.push_back({{path, 1, 1}, Severity::error, "Expected a readable file, but: " + file.errorString().toStdString() + ".", "file"});
    return std::nullopt;
}

}  // namespace bandian::packs
