// bandian try, bandian diff: a pack looked at before it is put in force.

#include "casework/estimate.hpp"
#include "cli/command_line.hpp"
#include "packs/difference.hpp"
#include "packs/files.hpp"
#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"
#include "text/joined.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <QDir>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <set>

namespace bandian::cli {

namespace {

using calendar::to_string;
using process::AttributeRule;
using process::AttributeType;
using process::Value;
using wire::Json;

std::shared_ptr<const process::Pack> pack_in(const std::string& folder) {
    if (!QDir(QString::fromStdString(folder)).exists())
        throw Quit{wrong_use, "Expected a folder with pack.yaml, but there is no folder " + folder + "."};
    packs::Faults faults;
    auto pack = packs::load_pack(packs::read_pack_files(folder, faults), faults);
    if (packs::has_error(faults)) report(faults);  // its doubts are check's to tell
    return pack;
}

casework::Record read_attributes(const std::string& path) {
    packs::Faults faults;
    const auto text = packs::read_file(path, faults);
    if (!text) throw Quit{wrong_use, packs::to_string(faults.front())};
    const auto json = wire::parse_json(*text);
    if (const auto* fault = std::get_if<std::string>(&json)) throw Quit{wrong_use, path + ": " + *fault};
    if (!std::get<Json>(json).is_object())
        throw Quit{wrong_use, path + ": Expected an object of attributes such as {\"supplies\": 2}, but it is none."};
    return *wire::to_value(std::get<Json>(json)).as<process::Record>();
}

/// Asks on the terminal for what a process depends on; an empty answer leaves it unsaid.
class Interview {
public:
    Interview(const process::Pack& pack, const process::Process& process) : pack_(pack), process_(process) {
        for (const process::Task& task : process.tasks) wanted_.insert(task.asks.begin(), task.asks.end());
        const auto read = [this](const process::Expression& e) {
            for (const std::string& name : process::names_in(e)) wanted_.insert(name.substr(0, name.find('.')));
        };
        for (const process::Clock& clock : process.clocks) read(clock.limit);
        for (const process::Node& node : process.nodes)
            for (const auto& condition : node.conditions)
                if (condition) read(*condition);
        for (const process::Fee& fee : pack.fees) {
            if (!fee.process.empty() && fee.process != process.id) continue;
            if (fee.of) read(*fee.of);
            if (fee.when) read(*fee.when);
        }
    }

    casework::Record ask() {
        casework::Record known;
        for (const AttributeRule& rule : pack_.attributes) {
            if (wanted_.count(rule.id) == 0 || rule.always.count(process_.id) != 0) continue;
            if (auto value = ask(rule, "")) known.emplace(rule.id, std::move(*value));
        }
        return known;
    }

private:
    std::optional<Value> ask(const AttributeRule& rule, const std::string& indent) {
        if (rule.type == AttributeType::record) {
            casework::Record record;
            for (const AttributeRule& member : rule.members)
                if (auto value = ask(member, indent)) record.emplace(member.id, std::move(*value));
            return Value{std::move(record)};
        }
        if (rule.type == AttributeType::list) {
            process::List list;
            const std::string answer = line(indent + rule.name + ' ' + rule.name_en + ": how many places? [0] ");
            const int places = number(answer).value_or(0) > 100 ? 100 : static_cast<int>(number(answer).value_or(0));
            for (int i = 1; i <= places; ++i) {
                casework::Record place;
                std::printf("%s  %d.\n", indent.c_str(), i);
                for (const AttributeRule& member : rule.members)
                    if (auto value = ask(member, indent + "    ")) place.emplace(member.id, std::move(*value));
                list.push_back(Value{std::move(place)});
            }
            return Value{std::move(list)};
        }
        std::string choices = rule.type == AttributeType::boolean ? "yes, no" : "";
        for (const std::string& choice : rule.choices) choices += (choices.empty() ? "" : ", ") + choice;
        while (true) {
            const std::string answer =
                line(indent + rule.name + ' ' + rule.name_en + (choices.empty() ? "" : " (" + choices + ')') + "? " +
                     (rule.standard ? '[' + process::to_text(*rule.standard) + "] " : ""));
            if (answer.empty()) return std::nullopt;
            if (auto value = read(rule, answer)) return value;
            std::printf("%sExpected %s.\n", indent.c_str(),
                        choices.empty() ? rule.type == AttributeType::text ? "text" : "a number"
                                        : ("one of " + choices).c_str());
        }
    }

    static std::optional<Value> read(const AttributeRule& rule, const std::string& answer) {
        if (rule.type == AttributeType::boolean) {
            if (answer == "yes" || answer == "y" || answer == "是" || answer == "true") return Value{true};
            if (answer == "no" || answer == "n" || answer == "否" || answer == "false") return Value{false};
            return std::nullopt;
        }
        if (rule.type == AttributeType::choice)
            return std::find(rule.choices.begin(), rule.choices.end(), answer) == rule.choices.end()
                       ? std::nullopt
                       : std::optional{Value{answer}};
        if (rule.type == AttributeType::text) return Value{answer};
        const auto n = number(answer);
        return n ? std::optional{Value{*n}} : std::nullopt;
    }

    static std::optional<double> number(const std::string& text) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
    }

    static std::string line(const std::string& question) {
        std::printf("%s", question.c_str());
        std::fflush(stdout);
        std::string answer;
        if (!std::getline(std::cin, answer)) std::printf("\n");
        while (!answer.empty() && (answer.back() == ' ' || answer.back() == '\r')) answer.pop_back();
        return answer;
    }

    const process::Pack& pack_;
    const process::Process& process_;
    std::set<std::string> wanted_;
};

Json to_json(const casework::Estimate& e) {
    const casework::Case& c = e.the_case;
    Json steps = Json::array(), fees = Json::array();
    for (const casework::EstimatedStep& step : e.steps) {
        Json papers = Json::array();
        for (const process::Material* paper : step.papers)
            papers.push_back({{"material", paper->id}, {"name", paper->name}});
        steps.push_back({{"task", step.path},
                         {"name", c.process->tasks[step.task].name},
                         {"owner", step.owner},
                         {"from", to_string(step.from)},
                         {"to", to_string(step.to)},
                         {"applicants", step.applicants},
                         {"clock", step.clock.empty() ? Json(nullptr) : Json(step.clock)},
                         {"materials", papers}});
    }
    for (const casework::EstimatedFee& fee : e.fees)
        fees.push_back({{"fee", fee.fee->id},
                        {"name", fee.fee->name},
                        {"place", fee.place == 0 ? Json(nullptr) : Json(fee.place)},
                        {"yuan", fee.yuan ? Json(*fee.yuan) : Json(nullptr)},
                        {"clause", fee.fee->clause}});
    Json result = wire::to_json(c, e.view);
    return {{"pack", c.pack->id},          {"process", c.process->id},
            {"state", result["state"]},    {"steps", steps},
            {"clocks", result["clocks"]},  {"fees", fees},
            {"provisional", e.provisional}};
}

void print(const casework::Estimate& e) {
    const casework::Case& c = e.the_case;
    std::printf("%s %s · %s %s\n\n", c.pack->name.c_str(), c.pack->source.c_str(), c.process->name.c_str(),
                c.process->name_en.c_str());
    for (const casework::EstimatedStep& step : e.steps) {
        const process::Department* owner = c.pack->department(step.owner);
        std::printf("%s  %s  %s (%s) · %s%s\n", to_string(step.from).c_str(), to_string(step.to).c_str(),
                    c.process->tasks[step.task].name.c_str(), step.path.c_str(),
                    owner ? owner->name.c_str() : step.owner.c_str(),
                    step.applicants ? " · your own time, counted as none" : "");
        for (const process::Material* paper : step.papers)
            std::printf("                        paper: %s\n", paper->name.c_str());
    }
    std::printf("\n");
    for (const casework::ClockView& clock : e.view.clocks) {
        const clocks::Reading& r = clock.reading;
        std::printf("%-32s %3d of %3d days%s%s\n", clock.id.c_str(), r.used.value, r.limit.value,
                    r.due ? (", due " + to_string(*r.due)).c_str() : "",
                    r.light == clocks::Light::late || r.light == clocks::Light::red ? "  more than promised" : "");
    }
    if (!e.fees.empty()) std::printf("\n");
    for (const casework::EstimatedFee& fee : e.fees)
        std::printf("fee: %s%s  %s\n", fee.fee->name.c_str(),
                    fee.place == 0 ? "" : (" (" + std::to_string(fee.place) + ")").c_str(),
                    fee.yuan ? (process::to_text(Value{*fee.yuan}) + " yuan").c_str() : "settled case by case");
    const std::string end = e.view.closed ? "on " + to_string(*e.view.closed) : "on no day";
    const bool power = e.view.state == casework::CaseState::energized;
    std::printf("\n%s %s%s\n", power ? "power" : ("ends " + std::string{word(e.view.state)}).c_str(), end.c_str(),
                e.provisional ? " provisional" : "");
}

}  // namespace

int try_out(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Walks a process with every step taking all the time it has, and prints steps, dates, fees and "
        "papers.\nWithout --attributes it asks.");
    parser.addPositionalArgument("PACK", "Folder with pack.yaml.");
    parser.addPositionalArgument("PROCESS", "One of the pack (default: its only one).");
    parser.addOption({"attributes", "What is known of the case, as JSON.", "FILE"});
    parser.addOption({"from", "The day of application (default: the day the pack comes into force).", "DATE"});
    parser.addOption({"json", "Print JSON."});
    add_workflows_option(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.isEmpty() || arguments.size() > 2)
        throw Quit{wrong_use,
                   "Expected PACK and perhaps PROCESS, but got " + std::to_string(arguments.size()) + " arguments."};
    const std::string folder = arguments[0].toStdString();
    const auto pack = pack_in(folder);
    const std::string list = text::joined(pack->processes, ", ", text::key);
    const std::string id = arguments.size() == 2         ? arguments[1].toStdString()
                           : pack->processes.size() == 1 ? pack->processes.begin()->first
                                                         : std::string{};
    const process::Process* process = pack->process(id);
    if (!process) throw Quit{wrong_use, "Expected one of " + list + ", but got \"" + id + "\"."};
    calendar::Day from = pack->in_force_from;
    if (parser.isSet("from")) {
        const auto day = calendar::parse_day(parser.value("from").toStdString());
        if (!day)
            throw Quit{wrong_use,
                       "Expected --from as YYYY-MM-DD, but got \"" + parser.value("from").toStdString() + "\"."};
        from = *day;
    }
    const std::string workflows = parser.isSet("workflows") ? workflows_folder(parser) : folder + "/..";
    const calendar::Calendar calendar = calendar_of(workflows, pack->calendar, std::nullopt);
    const casework::Record attributes = parser.isSet("attributes")
                                            ? read_attributes(parser.value("attributes").toStdString())
                                            : Interview{*pack, *process}.ask();
    const auto outcome = casework::estimate(pack, id, attributes, {}, from, calendar);
    if (const auto* no = std::get_if<casework::Rejection>(&outcome))
        throw Quit{the_answer_is_no, wire::to_problem(*no, 422).dump(2)};
    const auto& estimate = std::get<casework::Estimate>(outcome);
    if (parser.isSet("json")) std::printf("%s\n", to_json(estimate).dump(2).c_str());
    else print(estimate);
    return estimate.view.state == casework::CaseState::energized ? ok : the_answer_is_no;
}

int diff(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Says in words what changes for an applicant from PACK_A to PACK_B, and of one pack whether its version must "
        "rise. Exit code 1 when something changes.");
    parser.addPositionalArgument("PACK_A", "Folder of the pack as it is.");
    parser.addPositionalArgument("PACK_B", "Folder of the pack as it shall be.");
    parse(parser, words);
    if (parser.positionalArguments().size() != 2)
        throw Quit{wrong_use, "Expected PACK_A and PACK_B, but got " +
                                  std::to_string(parser.positionalArguments().size()) + " arguments."};
    const auto before = pack_in(parser.positionalArguments()[0].toStdString()),
               after = pack_in(parser.positionalArguments()[1].toStdString());
    const std::vector<std::string> said = packs::differences(*before, *after);
    for (const std::string& sentence : said) std::printf("%s\n", sentence.c_str());
    const std::string rise = packs::version_sentence(*before, *after);
    if (!rise.empty()) std::printf("%s\n", rise.c_str());
    return said.empty() && rise.empty() ? ok : the_answer_is_no;
}

}  // namespace bandian::cli
