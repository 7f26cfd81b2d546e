// bandian check, bandian replay, bandian diagram

#include "casework/facts.hpp"
#include "cli/command_line.hpp"
#include "packs/files.hpp"
#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"
#include "report/picture.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"
#include "wire/scenario.hpp"

#include <QDir>
#include <QUrl>

#include <algorithm>
#include <cstdio>

namespace bandian::cli {

namespace {

using calendar::to_string;
using casework::Rejection;
using wire::Json;

std::shared_ptr<const process::Pack> pack_at(const std::string& folder, packs::Faults& faults) {
    const packs::PackFiles files = packs::read_pack_files(folder, faults);
    return packs::load_pack(files, faults);
}

[[noreturn]] void refuse(const Rejection& rejection, std::size_t step) {
    Json problem = wire::to_problem(rejection, 422);
    problem["step"] = step;
    throw Quit{the_answer_is_no, problem.dump(2)};
}

std::optional<casework::Instant> instant_in(const Json& json, const char* member) {
    const auto found = json.find(member);
    if (found == json.end() || found->is_null()) return std::nullopt;
    const auto instant = found->is_string() ? wire::parse_instant(found->get_ref<const std::string&>()) : std::nullopt;
    if (!instant)
        throw Quit{wrong_use, std::string{"Expected \""} + member + "\" as YYYY-MM-DDThh:mm+hh:mm, but got " +
                                  found->dump() + "."};
    return instant;
}

Json read_scenario(const std::string& path) {
    packs::Faults faults;
    const auto text = packs::read_file(path, faults);
    if (!text) throw Quit{wrong_use, packs::to_string(faults.front())};
    auto json = wire::parse_json(*text);
    if (const auto* fault = std::get_if<std::string>(&json)) throw Quit{wrong_use, path + ": " + *fault};
    // The files of tests/scenarios wrap a scenario with what is expected of it.
    const Json& file = std::get<Json>(json);
    const Json& scenario = file.is_object() && file.contains("scenario") ? file["scenario"] : file;
    if (!scenario.is_object() || !scenario.contains("steps") || !scenario["steps"].is_array() ||
        scenario["steps"].empty())
        throw Quit{wrong_use, path + ": Expected an object with \"process\" and a list of \"steps\", but it is none."};
    for (const auto& [name, value] : scenario.items())
        if (name != "process" && name != "attributes" && name != "steps" && name != "asOf" && name != "knownAt")
            throw Quit{wrong_use, path + ": Expected only process, attributes, steps, asOf and knownAt, but got \"" +
                                      name + "\"."};
    return scenario;
}

std::optional<casework::Instant> instant_option(const QCommandLineParser& parser, const QString& name) {
    if (!parser.isSet(name)) return std::nullopt;
    const auto instant = wire::parse_instant(parser.value(name).toStdString());
    if (!instant)
        throw Quit{wrong_use, "Expected --" + name.toStdString() + " as YYYY-MM-DDThh:mm+hh:mm, but got \"" +
                                  parser.value(name).toStdString() + "\"."};
    return instant;
}

/// A case that a scenario makes.
struct Run {
    std::shared_ptr<const process::Pack> pack;
    calendar::Calendar calendar;
    wire::ScenarioRun run;
    casework::CaseFacts view;
};

/// PACK and a scenario file, with the options --as-of, --known-at and --workflows. Quits with what refuses a step.
Run run_scenario(const QCommandLineParser& parser, const std::string& folder, const std::string& file) {
    packs::Faults faults;
    const auto pack = pack_at(folder, faults);
    report(faults);
    const Json scenario = read_scenario(file);
    const auto known_at =
        parser.isSet("known-at") ? instant_option(parser, "known-at") : instant_in(scenario, "knownAt");
    const std::string workflows = parser.isSet("workflows") ? workflows_folder(parser) : folder + "/..";
    calendar::Calendar calendar =
        calendar_of(workflows, pack->calendar,
                    known_at ? std::optional{wire::local_day(*known_at, pack->time_zone)} : std::nullopt);
    const auto as_of = parser.isSet("as-of") ? instant_option(parser, "as-of") : instant_in(scenario, "asOf");
    auto outcome = wire::run_scenario(pack, calendar, scenario, as_of);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) refuse(no->rejection, no->step);
    auto run = std::get<wire::ScenarioRun>(std::move(outcome));
    casework::CaseFacts view = casework::facts(run.the_case, calendar, wire::today_of(run.the_case, run.as_of));
    return {pack, std::move(calendar), std::move(run), std::move(view)};
}

void add_scenario_options(QCommandLineParser& parser) {
    parser.addOption(
        {"as-of", "Today; later steps are left out (default: the scenario's, else its last step).", "INSTANT"});
    parser.addOption({"known-at", "With the calendar editions published by then (default: all).", "INSTANT"});
    add_workflows_option(parser);
}

void need_folder(const std::string& folder) {
    if (!QDir(QString::fromStdString(folder)).exists())
        throw Quit{wrong_use, "Expected PACK to be a folder with pack.yaml, but there is no folder " + folder + "."};
}

/// A path as a URI reference: whatever stands in a file's name.
std::string uri_of(const std::string& path) {
    return QUrl::toPercentEncoding(QString::fromStdString(path), "/").toStdString();
}

/// SARIF 2.1.0, as editors and code hosts read it.
Json sarif(const packs::Faults& faults) {
    Json results = Json::array(), rules = Json::array();
    std::vector<std::string> known;
    for (const packs::Fault& fault : faults) {
        if (std::find(known.begin(), known.end(), fault.rule) == known.end()) {
            known.push_back(fault.rule);
            rules.push_back({{"id", fault.rule}, {"help", {{"text", "docs/rules.md#" + fault.rule}}}});
        }
        const char* level = fault.severity == packs::Severity::error     ? "error"
                            : fault.severity == packs::Severity::warning ? "warning"
                                                                         : "note";
        const Json region{{"startLine", fault.place.line}, {"startColumn", fault.place.column}};
        const Json location{
            {"physicalLocation", {{"artifactLocation", {{"uri", uri_of(fault.place.file)}}}, {"region", region}}}};
        results.push_back({{"ruleId", fault.rule},
                           {"level", level},
                           {"message", {{"text", packs::one_line(fault.text)}}},
                           {"locations", Json::array({location})}});
    }
    const Json driver{{"name", "bandian check"}, {"rules", rules}};
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({Json{
                         {"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}}})}};
}

}  // namespace

int check(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Lints packs: errors, and doubts such as steps that add to more than a promise. docs/rules.md explains each "
        "rule.");
    parser.addPositionalArgument("PACK…", "Folders with pack.yaml and .bpmn files.");
    parser.addOption({"format", "text (default) or sarif, for editors.", "FORMAT", "text"});
    parser.addOption(
        {"against", "The pack as it is in force: warns of others with its id whose version must rise.", "PACK"});
    parse(parser, words);
    const QString format = parser.value("format");
    if (format != "text" && format != "sarif")
        throw Quit{wrong_use, "Expected --format text or sarif, but got \"" + format.toStdString() + "\"."};
    if (parser.positionalArguments().isEmpty())
        throw Quit{wrong_use, "Expected at least one PACK, a folder with pack.yaml."};
    packs::Faults all;
    std::shared_ptr<const process::Pack> in_force;
    if (parser.isSet("against")) {
        packs::Faults faults;
        need_folder(parser.value("against").toStdString());
        in_force = pack_at(parser.value("against").toStdString(), faults);
        report(faults);
    }
    for (const QString& folder : parser.positionalArguments()) {
        packs::Faults faults;
        const auto pack = pack_at(folder.toStdString(), faults);
        if (pack && !QDir(folder + "/../calendars/" + QString::fromStdString(pack->calendar)).exists())
            faults.push_back({{folder.toStdString() + "/pack.yaml", 1, 1},
                              packs::Severity::error,
                              "Expected calendar \"" + pack->calendar +
                                  "\" in the folder calendars beside the pack, but it is not there.",
                              "calendar"});
        if (const std::string rise = pack && in_force ? packs::version_sentence(*in_force, *pack) : std::string{};
            !rise.empty())
            faults.push_back({{folder.toStdString() + "/pack.yaml", 1, 1}, packs::Severity::warning, rise, "version"});
        std::move(faults.begin(), faults.end(), std::back_inserter(all));
    }
    if (format == "sarif") std::printf("%s\n", sarif(all).dump(2, ' ', false, Json::error_handler_t::replace).c_str());
    else
        for (const packs::Fault& fault : all) std::printf("%s\n", packs::to_string(fault).c_str());
    return packs::has_error(all) ? the_answer_is_no : ok;
}

int replay(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Runs a scenario on a pack without a database, and prints where the case stands.");
    parser.addPositionalArgument("PACK", "Folder with pack.yaml.");
    parser.addPositionalArgument("SCENARIO.json", "What is entered, step by step.");
    add_scenario_options(parser);
    parse(parser, words);
    if (parser.positionalArguments().size() != 2)
        throw Quit{wrong_use, "Expected PACK and SCENARIO.json, but got " +
                                  std::to_string(parser.positionalArguments().size()) + " arguments."};
    const std::string folder = parser.positionalArguments()[0].toStdString();
    need_folder(folder);
    const Run done = run_scenario(parser, folder, parser.positionalArguments()[1].toStdString());
    for (const casework::ClockView& clock : done.view.clocks)
        if (clock.reading.due_beyond_calendar)
            refuse({"beyond-calendar", "clock",
                    "Expected every due day within the calendar, but that of " + clock.id + " lies past " +
                        to_string(done.calendar.last()) + ", where it ends."},
                   done.run.steps);
    std::printf("%s\n", wire::to_json(done.run.the_case, done.view).dump(2).c_str());
    return ok;
}

int diagram(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Prints the picture of a process as SVG; with a scenario, that of its case, each step in the colour of its "
        "light.");
    parser.addPositionalArgument("PACK", "Folder with pack.yaml.");
    parser.addPositionalArgument("PROCESS",
                                 "A process of the pack; with --scenario also a call of the case such as green-space.1 "
                                 "(default: the case's own).");
    parser.addOption({"scenario", "What is entered, step by step.", "SCENARIO.json"});
    parser.addOption({"language", "zh (default) or en.", "LANGUAGE", "zh"});
    add_scenario_options(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const bool of_case = parser.isSet("scenario");
    if (arguments.size() != 2 && !(of_case && arguments.size() == 1))
        throw Quit{wrong_use, "Expected PACK and PROCESS, but got " + std::to_string(arguments.size()) + " arguments."};
    if (parser.value("language") != "zh" && parser.value("language") != "en")
        throw Quit{wrong_use,
                   "Expected --language zh or en, but got \"" + parser.value("language").toStdString() + "\"."};
    const report::Language language =
        parser.value("language") == "en" ? report::Language::english : report::Language::chinese;
    const std::string folder = arguments[0].toStdString();
    need_folder(folder);
    const std::string wanted = arguments.size() == 2 ? arguments[1].toStdString() : std::string{};
    const auto drawing_in = [](const process::Pack& pack, const std::string& id) -> const process::Drawing& {
        const auto found = pack.drawings.find(id);
        if (found != pack.drawings.end() && !found->second.shapes.empty()) return found->second;
        std::string list;
        for (const auto& [process, drawing] : pack.drawings)
            if (!drawing.shapes.empty()) list += (list.empty() ? "" : ", ") + process;
        if (found != pack.drawings.end())
            throw Quit{wrong_use, "Expected \"" + id +
                                      "\" to be drawn, but its file has no BPMNDiagram that shows it: open it in a "
                                      "BPMN editor, lay it out and save it." +
                                      (list.empty() ? "" : " Drawn are " + list + ".")};
        throw Quit{wrong_use, "Expected a process of the pack that is drawn (" + (list.empty() ? "none is" : list) +
                                  "), but got \"" + id + "\"."};
    };
    if (!of_case) {
        packs::Faults faults;
        const auto pack = pack_at(folder, faults);
        report(faults);
        std::printf("%s", report::picture(drawing_in(*pack, wanted), nullptr, pack->source, language).c_str());
        return ok;
    }
    const Run done = run_scenario(parser, folder, parser.value("scenario").toStdString());
    const casework::Case& c = done.run.the_case;
    std::string call, process = c.process->id;
    if (!wanted.empty() && wanted != process) {
        const auto instance = std::find_if(done.view.calls.begin(), done.view.calls.end(),
                                           [&](const casework::CallInstance& i) { return i.path == wanted; });
        if (instance == done.view.calls.end())
            throw Quit{wrong_use, "Expected " + process + " or a call of this case such as green-space.1, but got \"" +
                                      wanted + "\"."};
        call = wanted;
        process = c.process->calls[instance->call].process;
    }
    const report::StepMarks marks = report::marks_of(c, done.view, call, language);
    const std::string caption = (call.empty() ? "" : call + " · ") + to_string(done.view.today);
    std::printf("%s", report::picture(drawing_in(*c.pack, process), &marks, caption, language).c_str());
    return ok;
}

}  // namespace bandian::cli
