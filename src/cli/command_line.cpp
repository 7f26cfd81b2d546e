#include "cli/command_line.hpp"

#include "text/joined.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cstdio>

namespace bandian::cli {

void parse(QCommandLineParser& parser, const QStringList& words) {
    const QCommandLineOption help({"h", "help"}, "Shows this.");
    parser.addOption(help);
    const bool understood = parser.parse(QStringList{"bandian " + words.first()} + words.mid(1));
    if (parser.isSet(help)) {
        std::fputs(parser.helpText().toUtf8().constData(), stdout);
        throw Quit{ok, {}};
    }
    if (!understood)
        throw Quit{wrong_use, "bandian " + words.first().toStdString() + ": " + parser.errorText().toStdString() +
                                  "\nTry: bandian " + words.first().toStdString() + " --help"};
}

void add_workflows_option(QCommandLineParser& parser) {
    parser.addOption({"workflows", "The folder with packs and calendars.", "DIR"});
}

std::string workflows_folder(const QCommandLineParser& parser) {
    if (parser.isSet("workflows")) return parser.value("workflows").toStdString();
    const QDir binary(QCoreApplication::applicationDirPath());
    for (const char* beside : {"../workflows", "../share/bandian/workflows"})
        if (const QFileInfo folder(binary.filePath(beside)); folder.isDir())
            return QDir::cleanPath(folder.absoluteFilePath()).toStdString();
    throw Quit{wrong_use,
               "Expected --workflows DIR, the folder with packs and calendars, since none belongs to this binary."};
}

void report(const packs::Faults& faults) {
    std::string text;
    for (const packs::Fault& fault : faults)
        if (fault.severity == packs::Severity::error) text += packs::to_string(fault) + '\n';
    if (!text.empty()) throw Quit{a_fault, text.substr(0, text.size() - 1)};
}

calendar::Calendar calendar_of(const std::string& workflows, const std::string& region,
                               std::optional<calendar::Day> known_by) {
    packs::Faults faults;
    const packs::Regions regions = packs::read_calendars(workflows + "/calendars", faults);
    report(faults);
    const auto found = regions.find(region);
    if (found == regions.end())
        throw Quit{wrong_use, "Expected --calendar to be one of " + text::joined(regions, ", ", text::key) +
                                  ", but got \"" + region + "\"."};
    auto made = found->second.calendar(known_by);
    if (const auto* fault = std::get_if<calendar::Contradiction>(&made))
        throw Quit{the_answer_is_no,
                   "Expected editions known by " + calendar::to_string(*known_by) + ", but " + fault->text + '.'};
    return std::get<calendar::Calendar>(std::move(made));
}

}  // namespace bandian::cli
