#include "packs/files.hpp"

#include <QFile>

namespace bandian::packs {

namespace {

constexpr qint64 most_bytes = 8 << 20;  // ours have 30 kB; a process of a hundred lanes would have 1 MB

}  // namespace

std::optional<std::string> read_file(const std::string& path, Faults& faults) {
    QFile file(QString::fromStdString(path));
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray bytes = file.read(most_bytes + 1);  // not by its size: a device has none
        if (bytes.size() <= most_bytes) return bytes.toStdString();
        faults.push_back({{path, 1, 1}, Severity::error, "Expected at most 8 MB, but the file has more.", "file"});
        return std::nullopt;
    }
    faults.push_back({{path, 1, 1},
                      Severity::error,
                      "Expected a readable file, but: " + file.errorString().toStdString() + ".",
                      "file"});
    return std::nullopt;
}

}  // namespace bandian::packs
