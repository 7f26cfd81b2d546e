// bandian check, bandian replay

#include "casework/view.hpp"
#include "cli/command_line.hpp"
#include "packs/files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"
#include "wire/scenario.hpp"

#include <QDir>

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
    if (!instant) throw Quit{wrong_use, std::string{"Expected \""} + member + "\" as YYYY-MM-DDThh:mm+hh:mm, but got " + found->dump() + "."};
    return instant;
}

Json read_scenario(const std::string& path) {
    packs::Faults faults;
    const auto text = packs::read_file(path, faults);
    if (!text) throw Quit{wrong_use, packs::to_string(faults.front())};
    auto json = wire::parse_json(*text);
    if (const auto* fault = std::get_if<std::string>(&json)) throw Quit{wrong_use, path + ": " + *fault};
    const Json& scenario = std::get<Json>(json);
    if (!scenario.is_object() || !scenario.contains("steps") || !scenario["steps"].is_array() || scenario["steps"].empty())
        throw Quit{wrong_use, path + ": Expected an object with \"process\" and a list of \"steps\", but it is none."};
    for (const auto& [name, value] : scenario.items())
        if (name != "process" && name != "attributes" && name != "steps" && name != "asOf" && name != "knownAt")
            throw Quit{wrong_use, path + ": Expected only process, attributes, steps, asOf and knownAt, but got \"" + name + "\"."};
    return scenario;
}

std::optional<casework::Instant> instant_option(const QCommandLineParser& parser, const QString& name) {
    if (!parser.isSet(name)) return std::nullopt;
    const auto instant = wire::parse_instant(parser.value(name).toStdString());
    if (!instant) throw Quit{wrong_use, "Expected --" + name.toStdString() + " as YYYY-MM-DDThh:mm+hh:mm, but got \"" + parser.value(name).toStdString() + "\"."};
    return instant;
}

}  // namespace

int check(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Lints packs: errors, and doubts such as steps that add to more than a promise.");
    parser.addPositionalArgument("PACK…", "Folders with pack.yaml and .bpmn files.");
    parse(parser, words);
    if (parser.positionalArguments().isEmpty()) throw Quit{wrong_use, "Expected at least one PACK, a folder with pack.yaml."};
    bool bad = false;
    for (const QString& folder : parser.positionalArguments()) {
        packs::Faults faults;
        const auto pack = pack_at(folder.toStdString(), faults);
        if (pack && !QDir(folder + "/../calendars/" + QString::fromStdString(pack->calendar)).exists())
            faults.push_back({{folder.toStdString() + "/pack.yaml", 1, 1}, packs::Severity::error,
                              "Expected calendar \"" + pack->calendar + "\" in the folder calendars beside the pack, but it is not there.", "calendar"});
        for (const packs::Fault& fault : faults) std::printf("%s\n", packs::to_string(fault).c_str());
        bad |= packs::has_error(faults);
    }
    return bad ? the_answer_is_no : ok;
}

int replay(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Runs a scenario on a pack without a database, and prints where the case stands.");
    parser.addPositionalArgument("PACK", "Folder with pack.yaml.");
    parser.addPositionalArgument("SCENARIO.json", "What is entered, step by step.");
    parser.addOption({"as-of", "Today; later steps are left out (default: the scenario's, else its last step).", "INSTANT"});
    parser.addOption({"known-at", "With the calendar editions published by then (default: all).", "INSTANT"});
    add_workflows_option(parser);
    parse(parser, words);
    if (parser.positionalArguments().size() != 2) throw Quit{wrong_use, "Expected PACK and SCENARIO.json, but got " + std::to_string(parser.positionalArguments().size()) + " arguments."};

    const std::string folder = parser.positionalArguments()[0].toStdString();
    if (!QDir(QString::fromStdString(folder)).exists()) throw Quit{wrong_use, "Expected PACK to be a folder with pack.yaml, but there is no folder " + folder + "."};
    packs::Faults faults;
    const auto pack = pack_at(folder, faults);
    report(faults);
    const Json scenario = read_scenario(parser.positionalArguments()[1].toStdString());
    const auto known_at = parser.isSet("known-at") ? instant_option(parser, "known-at") : instant_in(scenario, "knownAt");
    const std::string workflows = parser.isSet("workflows") ? workflows_folder(parser) : folder + "/..";
    const calendar::Calendar calendar = calendar_of(workflows, pack->calendar, known_at ? std::optional{wire::local_day(*known_at, pack->time_zone)} : std::nullopt);

    const auto as_of = parser.isSet("as-of") ? instant_option(parser, "as-of") : instant_in(scenario, "asOf");
    const auto outcome = wire::run_scenario(pack, calendar, scenario, as_of);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) refuse(no->rejection, no->step);
    const auto& run = std::get<wire::ScenarioRun>(outcome);
    const casework::CaseView view = casework::view(run.the_case, calendar, wire::local_day(run.as_of, pack->time_zone));
    for (const casework::ClockView& clock : view.clocks)
        if (clock.reading.due_beyond_calendar)
            refuse({"beyond-calendar", "clock", "Expected every due day within the calendar, but that of " + clock.id + " lies past " + to_string(calendar.last()) + ", where it ends."}, run.steps);
    std::printf("%s\n", wire::to_json(run.the_case, view).dump(2).c_str());
    return ok;
}

}  // namespace bandian::cli
