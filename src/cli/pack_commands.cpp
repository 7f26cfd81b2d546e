// bandian check, bandian replay

#include "casework/decide.hpp"
#include "cli/command_line.hpp"
#include "packs/files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

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
    problem["step"] = step + 1;
    throw Quit{the_answer_is_no, problem.dump(2)};
}

std::optional<casework::Instant> instant_in(const Json& json, const char* member) {
    const auto found = json.find(member);
    if (found == json.end() || found->is_null()) return std::nullopt;
    const auto instant = found->is_string() ? wire::parse_instant(found->get_ref<const std::string&>()) : std::nullopt;
    if (!instant) throw Quit{wrong_use, std::string{"Expected \""} + member + "\" as YYYY-MM-DDThh:mm+hh:mm, but got " + found->dump() + "."};
    return instant;
}

/// One run of a scenario, a step at a time.
class Run {
public:
    Run(std::shared_ptr<const process::Pack> pack, const calendar::Calendar& calendar, const Json& scenario)
        : pack_(std::move(pack)), calendar_(calendar), scenario_(scenario) {}

    void step(std::size_t index, const Json& json, casework::Instant at) {
        const casework::Command command{at, wire::local_day(at, pack_->time_zone), entry(index, json)};
        const casework::Decision decision = case_.log.empty() ? casework::decide_submission(*pack_, command, calendar_) : casework::decide(case_, command, calendar_);
        if (const auto* no = std::get_if<Rejection>(&decision)) refuse(*no, index);
        case_.pack = pack_;
        casework::apply(case_, std::get<casework::Event>(decision));
    }

    Json result(casework::Instant as_of, std::size_t steps) const {
        const calendar::Day today = wire::local_day(as_of, pack_->time_zone);
        if (!calendar_.covers(today))
            refuse({"beyond-calendar", "asOf", "Expected a day from " + to_string(calendar_.first()) + " to " + to_string(calendar_.last()) + ", but got " + to_string(today) + "."}, steps - 1);
        const casework::CaseView view = casework::view(case_, calendar_, today);
        for (const casework::ClockView& clock : view.clocks)
            if (clock.reading.due_beyond_calendar)
                refuse({"beyond-calendar", "clock", "Expected every due day within the calendar, but that of " + clock.id + " lies past " + to_string(calendar_.last()) + ", where it ends."}, steps - 1);
        return wire::to_json(case_, view);
    }

    bool submitted() const { return !case_.log.empty(); }

private:
    casework::Entry entry(std::size_t index, const Json& json) const {
        const auto verb = json.find("do");
        if (verb == json.end() || !verb->is_string()) refuse({"missing-member", "do", "Expected \"do\" to say what is entered, but it is missing."}, index);
        Json body = json;
        if (*verb == "submit") {
            // The process and what is known at submission stand at the head of the scenario.
            body["process"] = scenario_.value("process", Json(nullptr));
            Json attributes = scenario_.value("attributes", Json::object());
            if (const auto own = json.find("attributes"); own != json.end() && own->is_object()) attributes.update(*own);
            else if (own != json.end()) attributes = *own;
            body["attributes"] = attributes;
        }
        auto read = wire::to_entry(verb->get<std::string>(), body, {"at", "do"});
        if (const auto* no = std::get_if<Rejection>(&read)) refuse(*no, index);
        return fill_in(std::get<casework::Entry>(std::move(read)));
    }

    /// A task with one outcome may leave it out.
    casework::Entry fill_in(casework::Entry entry) const {
        auto* complete = std::get_if<casework::Complete>(&entry);
        if (!complete || !complete->outcome.empty() || case_.log.empty()) return entry;
        if (const casework::Unfolding now = casework::unfold(case_); const casework::Occurrence* task = now.occurrence(complete->task)) {
            const auto& outcomes = case_.process->tasks[static_cast<std::size_t>(task->task)].outcomes;
            if (outcomes.size() == 1) complete->outcome = outcomes.front();
        }
        return entry;
    }

    std::shared_ptr<const process::Pack> pack_;
    const calendar::Calendar& calendar_;
    const Json& scenario_;
    casework::Case case_;
};

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
    packs::Faults faults;
    const auto pack = pack_at(folder, faults);
    report(faults);
    const Json scenario = read_scenario(parser.positionalArguments()[1].toStdString());
    const auto known_at = parser.isSet("known-at") ? instant_option(parser, "known-at") : instant_in(scenario, "knownAt");
    const std::string workflows = parser.isSet("workflows") ? workflows_folder(parser) : folder + "/..";
    const calendar::Calendar calendar = calendar_of(workflows, pack->calendar, known_at ? std::optional{wire::local_day(*known_at, pack->time_zone)} : std::nullopt);

    auto as_of = parser.isSet("as-of") ? instant_option(parser, "as-of") : instant_in(scenario, "asOf");
    Run run{pack, calendar, scenario};
    std::size_t taken = 0;
    std::optional<casework::Instant> last;
    for (const Json& step : scenario["steps"]) {
        const auto at = step.is_object() && step.contains("at") && step["at"].is_string() ? wire::parse_instant(step["at"].get_ref<const std::string&>()) : std::nullopt;
        if (!at) refuse({"invalid-member", "at", "Expected each step to have \"at\" as YYYY-MM-DDThh:mm+hh:mm, but this has none."}, taken);
        if (as_of && *at > *as_of) break;
        run.step(taken, step, *at);
        last = at;
        ++taken;
    }
    if (!run.submitted()) throw Quit{the_answer_is_no, "Expected asOf not before the submission, but nothing has been entered by then."};
    std::printf("%s\n", run.result(as_of.value_or(*last), taken).dump(2).c_str());
    return ok;
}

}  // namespace bandian::cli
