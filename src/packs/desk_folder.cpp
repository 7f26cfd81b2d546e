#include "packs/desk_folder.hpp"

#include "packs/files.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>

namespace bandian::packs {

namespace {

/// Those that were left out: of a region whose own file has a fault, all.
std::set<std::string> faulty(const Faults& faults) {
    std::set<std::string> files;
    for (const Fault& fault : faults) {
        if (fault.severity != Severity::error) continue;
        files.insert(fault.place.file);
        const QFileInfo file(QString::fromStdString(fault.place.file));
        if (file.fileName() != "calendar.yaml") continue;
        for (const QString& one : file.dir().entryList({"*.yaml"}, QDir::Files))
            files.insert(file.path().toStdString() + '/' + one.toStdString());
    }
    return files;
}

PackFolder read_pack_folder(const std::string& folder) {
    PackFolder one;
    one.files = read_pack_files(folder, one.faults);
    one.id = one.files.id();
    one.pack = load_pack(one.files, one.faults);
    return one;
}

}  // namespace

std::string DeskFolder::digest_without(const std::set<std::string>& but) const {
    QStringList all;
    for (QDirIterator it(QString::fromStdString(folder + "/calendars"), {"*.yaml"}, QDir::Files,
                         QDirIterator::Subdirectories);
         it.hasNext();)
        all << it.next();
    all.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    Faults unreadable;
    for (const QString& file : all) {
        if (but.count(file.toStdString()) != 0) continue;
        hash.addData(QFileInfo(file).fileName().toUtf8());
        if (const auto text = read_file(file.toStdString(), unreadable)) hash.addData(QByteArray::fromStdString(*text));
    }
    return hash.result().toHex().toStdString();
}

void DeskFolder::drop_regions_left_incomplete() {
    const std::string calendars = folder + "/calendars/";
    for (const std::string& file : left_out) {
        const std::string rest = file.rfind(calendars, 0) == 0 ? file.substr(calendars.size()) : "";
        const auto slash = rest.find('/');
        if (slash == std::string::npos) return regions.clear();  // nobody can say whose it is
        regions.erase(rest.substr(0, slash));
    }
    for (auto region = regions.begin(); region != regions.end();) {
        const std::string& base = region->second.inherits;
        region = base.empty() || regions.count(base) != 0 ? std::next(region) : regions.erase(region);
    }
}

DeskFolder read_desk_folder(const std::string& folder) {
    DeskFolder desk;
    desk.folder = folder;
    while (desk.folder.size() > 1 && desk.folder.back() == '/') desk.folder.pop_back();
    const QDir root(QString::fromStdString(desk.folder));
    desk.readable = root.isReadable();
    const std::string calendars = desk.folder + "/calendars";
    desk.regions = read_calendars(calendars, desk.calendar_faults);
    desk.left_out = faulty(desk.calendar_faults);
    desk.digest = desk.digest_without(desk.left_out);
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
