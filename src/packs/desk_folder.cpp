#include "packs/desk_folder.hpp"

#include "packs/files.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>

namespace bandian::packs {

namespace {

std::string digest_of(const std::string& folder) {
    QStringList files;
    for (QDirIterator it(QString::fromStdString(folder), {"*.yaml"}, QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();)
        files << it.next();
    files.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    Faults faults;
    for (const QString& file : files) {
        hash.addData(QFileInfo(file).fileName().toUtf8());
        if (const auto text = read_file(file.toStdString(), faults)) hash.addData(QByteArray::fromStdString(*text));
    }
    return hash.result().toHex().toStdString();
}

/// With an edition left out that cannot be read, a calendar would give wrong days: its region goes, and those that rest
/// on it.
void drop_faulty(Regions& regions, const Faults& faults, const std::string& calendars) {
    for (const Fault& fault : faults) {
        if (fault.severity != Severity::error) continue;
        const std::string rest =
            fault.place.file.rfind(calendars + '/', 0) == 0 ? fault.place.file.substr(calendars.size() + 1) : "";
        const auto slash = rest.find('/');
        if (slash == std::string::npos) return regions.clear();  // nobody can say whose it is
        regions.erase(rest.substr(0, slash));
    }
    for (auto region = regions.begin(); region != regions.end();) {
        const std::string& base = region->second.inherits;
        region = base.empty() || regions.count(base) != 0 ? std::next(region) : regions.erase(region);
    }
}

PackFolder read_pack_folder(const std::string& folder) {
    PackFolder one;
    one.files = read_pack_files(folder, one.faults);
    one.id = one.files.id();
    one.pack = load_pack(one.files, one.faults);
    return one;
}

}  // namespace

DeskFolder read_desk_folder(const std::string& folder) {
    DeskFolder desk;
    desk.folder = folder;
    while (desk.folder.size() > 1 && desk.folder.back() == '/')
        desk.folder.pop_back();
    const QDir root(QString::fromStdString(desk.folder));
    desk.readable = root.isReadable();
    const std::string calendars = desk.folder + "/calendars";
    desk.regions = read_calendars(calendars, desk.calendar_faults);
    if (has_error(desk.calendar_faults)) drop_faulty(desk.regions, desk.calendar_faults, calendars);
    desk.digest = digest_of(calendars);
    for (const QFileInfo& one : root.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (!one.isReadable() || QFileInfo::exists(one.filePath() + "/pack.yaml"))
            desk.packs.push_back(read_pack_folder(one.filePath().toStdString()));
    return desk;
}

std::string errors_in(const Faults& faults, const std::string& folder) {
    std::string text;
    for (Fault fault : faults) {
        if (fault.severity != Severity::error) continue;
        if (!folder.empty() && fault.place.file.rfind(folder + '/', 0) == 0)
            fault.place.file.erase(0, folder.size() + 1);
        text += (text.empty() ? "" : "\n") + to_string(fault);
    }
    return text;
}

}  // namespace bandian::packs
