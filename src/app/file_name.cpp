#include "app/file_name.hpp"

#include "text/cleaning.hpp"

#include <QList>
#include <QString>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace bandian::app {

namespace {

const std::map<std::string_view, std::vector<const char*>> endings{
    // the first is given to those that have none
    {"application/pdf", {".pdf"}},
    {"image/jpeg", {".jpg", ".jpeg", ".jpe", ".jfif"}},
    {"image/png", {".png"}},
    {"image/heic", {".heic", ".heif"}},
    {"image/heif", {".heif", ".heic"}},
    {"image/tiff", {".tif", ".tiff"}},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
    {"application/vnd.oasis.opendocument.text", {".odt"}},
    {"application/vnd.oasis.opendocument.spreadsheet", {".ods"}},
    {"application/ofd", {".ofd"}},
    {"application/zip", {".zip", ".ofd"}}};

/// Endings that say what a file is, and would say it wrongly. Others (.2018, .v2, .终稿) are part of a name.
const std::set<QString> telling{
    ".pdf",   ".jpg",  ".jpeg", ".jpe",  ".jfif", ".png", ".tif",  ".tiff", ".gif",  ".bmp",  ".webp", ".heic",
    ".heif",  ".svg",  ".doc",  ".docx", ".docm", ".dot", ".dotm", ".xls",  ".xlsx", ".xlsm", ".xlsb", ".ppt",
    ".pptx",  ".pptm", ".odt",  ".ods",  ".ofd",  ".wps", ".et",   ".rtf",  ".txt",  ".csv",  ".htm",  ".html",
    ".xhtml", ".xml",  ".mht",  ".zip",  ".rar",  ".7z",  ".gz",   ".tar",  ".cab",  ".iso",  ".img",  ".bin",
    ".dat",   ".exe",  ".com",  ".scr",  ".pif",  ".bat", ".cmd",  ".msi",  ".dll",  ".cpl",  ".lnk",  ".url",
    ".js",    ".jse",  ".vbs",  ".vbe",  ".wsf",  ".hta", ".ps1",  ".jar",  ".apk",  ".reg",  ".chm",  ".sh",
    ".php",   ".asp",  ".aspx", ".jsp",  ".py",   ".ini", ".dmg",  ".app"};

/// As a name is kept anywhere (text/cleaning.hpp), and without what a path or a drive is written with.
QString readable(std::string_view given) {
    std::string plain;
    for (const char c : given)
        if (std::string_view{"/\\\"<>|?*:"}.find(c) == std::string_view::npos) plain += c;
    return QString::fromStdString(text::without_flaws(plain, plain.size()));
}

QString without_ends(QString name) {
    while (!name.isEmpty() && (name.back() == '.' || name.back().isSpace())) name.chop(1);
    qsizetype from = 0;
    while (from < name.size() && (name[from] == '.' || name[from].isSpace())) ++from;
    return name.mid(from);
}

bool is_device(const QString& name) {
    static const std::set<QString> devices{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"};
    const QString stem = name.section('.', 0, 0).trimmed().toUpper();
    const bool port = stem.size() == 4 && (stem.startsWith("COM") || stem.startsWith("LPT"));
    return devices.count(stem) || (port && QString::fromUtf8("0123456789¹²³").contains(stem[3]));
}

/// From the last dot on, "" without one that something stands before.
QString ending_of(const QString& name) {
    const qsizetype dot = name.lastIndexOf('.');
    return dot > 0 ? name.mid(dot) : QString{};
}

/// Cut between two characters, and never before a mark that belongs to the one before it.
QString shortened(const QString& name, std::size_t characters, std::size_t bytes) {
    const auto codes = name.toUcs4();
    qsizetype end = 0;
    std::size_t size = 0;
    for (; end < codes.size() && static_cast<std::size_t>(end) < characters; ++end) {
        size += codes[end] < 0x80 ? 1 : codes[end] < 0x800 ? 2 : codes[end] < 0x10000 ? 3 : 4;
        if (size > bytes) break;
    }
    if (end < codes.size())
        while (end > 0 && QChar::isMark(codes[end])) --end;
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(codes.data()), end);
}

}  // namespace

std::string file_name_for(std::string_view given, std::string_view type) {
    QString name = without_ends(readable(given));
    if (name.isEmpty()) return {};
    QString ending;
    if (const auto known = endings.find(type); known != endings.end()) {
        const auto right = [&](const QString& one) {
            return std::any_of(known->second.begin(), known->second.end(), [&](const char* e) { return one == e; });
        };
        for (ending = ending_of(name); telling.count(ending.toLower()) && !right(ending.toLower());
             ending = ending_of(name))
            name = without_ends(name.chopped(ending.size()));
        if (right(ending.toLower())) name = without_ends(name.chopped(ending.size()));
        else ending = known->second.front();
    } else if (ending_of(name).size() <= 12) {
        ending = ending_of(name);
        name.chop(ending.size());
    }
    if (name.isEmpty()) return {};
    if (is_device(name)) name.prepend('_');
    const QByteArray end = ending.toUtf8();
    name = without_ends(shortened(name, longest_name - static_cast<std::size_t>(ending.size()),
                                  longest_name_bytes - static_cast<std::size_t>(end.size())));
    return (name + ending).toStdString();
}

}  // namespace bandian::app
