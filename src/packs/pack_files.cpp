#include "packs/pack_files.hpp"

#include "calendar/day.hpp"
#include "packs/drawing_reader.hpp"
#include "packs/files.hpp"
#include "packs/linter.hpp"
#include "packs/outcome_reader.hpp"
#include "packs/tree_builder.hpp"
#include "packs/yaml.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QTimeZone>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::AttributeType;
using process::Pack;

process::Origin origin(const Mapping& mapping) {
    const Place place = mapping.place();
    return {place.file, place.line, place.column};
}

std::optional<process::Expression> expression_in(Mapping& mapping, const std::string& key) {
    const std::string text = mapping.text_or(key, "");
    if (text.empty()) return std::nullopt;
    return read_expression(text, mapping.place_of(key), key, mapping.faults());
}

std::vector<std::string> path_in(Mapping& mapping, const std::string& key) {
    std::string text = mapping.text_or(key, "");
    std::replace(text.begin(), text.end(), '.', ' ');
    return words(text);
}

std::optional<AttributeType> type_of(const std::string& text) {
    static const std::map<std::string, AttributeType> types{
        {"boolean", AttributeType::boolean}, {"number", AttributeType::number}, {"integer", AttributeType::integer},
        {"text", AttributeType::text},       {"choice", AttributeType::choice}, {"record", AttributeType::record},
        {"list", AttributeType::list}};
    const auto found = types.find(text);
    return found == types.end() ? std::nullopt : std::optional{found->second};
}

/// The scalar of a YAML node as a value of that type.
process::Value value_of(const std::string& text, AttributeType type) {
    if (type == AttributeType::boolean && (text == "true" || text == "false")) return process::Value{text == "true"};
    if (type != AttributeType::number && type != AttributeType::integer) return process::Value{text};
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? process::Value{value} : process::Value{text};
}

/// Whether a value that the pack itself gives is one that the attribute may have.
void check_own_value(Mapping& mapping, const AttributeRule& rule, const process::Value& value, const std::string& key) {
    const auto* number = value.as<double>();
    const auto* text = value.as<std::string>();
    const bool wants_number = rule.type == AttributeType::number || rule.type == AttributeType::integer;
    const bool fits =
        wants_number ? number && (!rule.least || *number >= *rule.least) &&
                           (rule.type == AttributeType::number || *number == std::floor(*number))
        : rule.type == AttributeType::boolean
            ? value.as<bool>() != nullptr
            : rule.type != AttributeType::choice ||
                  (text && std::find(rule.choices.begin(), rule.choices.end(), *text) != rule.choices.end());
    if (!fits)
        mapping.fault(mapping.place_of(key), "Expected " + key + " to be a value that " + rule.id +
                                                 " may have, but got " + process::to_text(value) + ".");
}

AttributeRule read_attribute(Mapping& mapping) {
    AttributeRule rule;
    rule.id = mapping.text("id");
    rule.name = mapping.text("name");
    rule.name_en = mapping.text("nameEn");
    const std::string type = mapping.text("type");
    if (const auto known = type_of(type)) rule.type = *known;
    else
        mapping.fault(mapping.place_of("type"),
                      "Expected boolean, number, integer, text, choice, record or list, but got \"" + type + "\".");
    rule.choices = mapping.list("choices");
    if ((rule.type == AttributeType::choice) == rule.choices.empty())
        mapping.fault(mapping.place(),
                      "Expected choices exactly where the type is choice, but " + rule.id + " is not so.");
    rule.least = mapping.number("least");
    if (const std::string standard = mapping.text_or("standard", ""); !standard.empty()) {
        rule.standard = value_of(standard, rule.type);
        check_own_value(mapping, rule, *rule.standard, "standard");
    }
    if (const auto always = mapping.node("always")) {
        if (!always->IsMap())
            mapping.fault(
                mapping.place_of("always"),
                "Expected always of " + rule.id + " to be a mapping such as { low-voltage: low }, but it is none.");
        else
            for (const auto& entry : *always)
                rule.always.emplace(entry.first.Scalar(),
                                    value_of(entry.second.IsScalar() ? entry.second.Scalar() : "", rule.type));
    }
    rule.required = expression_in(mapping, "required");
    rule.origin = origin(mapping);
    mapping.each("members", [&](Mapping& member) { rule.members.push_back(read_attribute(member)); });
    return rule;
}

void read_roles(Mapping& mapping, Pack& pack) {
    const auto roles = mapping.node("roles");
    if (!roles || !roles->IsMap())
        return mapping.fault(mapping.place(),
                             "Expected roles, a mapping of each lane's role to departments, but it is missing.");
    for (const auto& entry : *roles) {
        std::vector<process::RoleRule>& rules = pack.roles[entry.first.Scalar()];
        YAML::Node holder;
        holder["rules"] = entry.second;
        Mapping role{holder, mapping.file(), "a role", mapping.faults()};
        role.each("rules", [&](Mapping& rule) {
            rules.push_back({expression_in(rule, "when"), rule.text("department")});
            if (!pack.department(rules.back().department))
                rule.fault(rule.place_of("department"),
                           "Expected a department of this pack, but \"" + rules.back().department + "\" is none.");
        });
        if (rules.empty())
            mapping.fault(place_of(entry.first, mapping.file()),
                          "Expected role " + entry.first.Scalar() + " to fall to a department, but it has no rule.");
    }
}

std::optional<date::local_days> day_in(Mapping& mapping, const std::string& key, bool needed) {
    const std::string text = needed ? mapping.text(key) : mapping.text_or(key, "");
    if (text.empty()) return std::nullopt;
    const auto day = calendar::parse_day(text);
    if (!day)
        mapping.fault(mapping.place_of(key),
                      "Expected " + key + " to be a day as YYYY-MM-DD, but got \"" + text + "\".");
    return day;
}

int version_in(Mapping& mapping) {
    constexpr double most = 1e9;
    const double version = mapping.number("version").value_or(1);
    if (version >= 1 && version <= most && version == std::floor(version)) return static_cast<int>(version);
    mapping.fault(mapping.place_of("version"), "Expected version to be a whole number from 1, but got " +
                                                   process::to_text(process::Value{version}) + ".");
    return 1;
}

std::optional<std::chrono::minutes> time_in(Mapping& mapping, const std::string& key) {
    const std::string text = mapping.text_or(key, "");
    if (text.empty()) return std::nullopt;
    const bool shaped = text.size() == 5 && text[2] == ':' &&
                        text.find_first_not_of("0123456789:") == std::string::npos &&
                        std::count(text.begin(), text.end(), ':') == 1;
    const int hour = shaped ? std::stoi(text.substr(0, 2)) : 24, minute = shaped ? std::stoi(text.substr(3)) : 0;
    if (hour < 24 && minute < 60) return std::chrono::hours{hour} + std::chrono::minutes{minute};
    mapping.fault(mapping.place_of(key),
                  "Expected " + key + " to be a time of day as hh:mm, such as 17:00, but got \"" + text + "\".");
    return std::nullopt;
}

void read_receipt(Mapping& mapping, Pack& pack) {
    static const std::map<std::string, process::Receipt> words{{"sameDay", process::Receipt::same_day},
                                                               {"nextDay", process::Receipt::next_day},
                                                               {"nextWorkingDay", process::Receipt::next_working_day}};
    pack.closing_time = time_in(mapping, "closingTime");
    const std::string word = mapping.text_or("receivedOn", "sameDay");
    const auto found = words.find(word);
    if (found == words.end())
        return mapping.fault(mapping.place_of("receivedOn"),
                             "Expected sameDay, nextDay or nextWorkingDay, but got \"" + word + "\".");
    pack.received_on = found->second;
    const auto doubt = [&](const char* key, std::string text) {
        mapping.faults().push_back({mapping.place_of(key), Severity::warning, std::move(text), "receipt"});
    };
    if (pack.closing_time && pack.received_on == process::Receipt::same_day)
        doubt("closingTime",
              "Expected receivedOn to say nextDay or nextWorkingDay beside closingTime, but without it what comes "
              "after hours keeps its own day.");
    if (mapping.text_or("closingTime", "").empty() && pack.received_on == process::Receipt::next_day)
        doubt("receivedOn",
              "Expected closingTime beside receivedOn: nextDay, but without it nothing comes after hours.");
}

void read_pack_yaml(Mapping& mapping, const PackFiles& files, Pack& pack, std::vector<std::string>& processes,
                    bool anew) {
    pack.id = mapping.text("pack");
    pack.version = version_in(mapping);
    pack.name = mapping.text("name");
    pack.name_en = mapping.text("nameEn");
    pack.source = mapping.text("source");
    pack.division = mapping.text_or("division", "");
    pack.case_prefix = mapping.text("casePrefix");
    if (pack.case_prefix.size() > 8 ||
        pack.case_prefix.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos)
        mapping.fault(mapping.place_of("casePrefix"),
                      "Expected up to eight capital letters and digits, but got \"" + pack.case_prefix + "\".");
    if (const auto day = day_in(mapping, "inForceFrom", true)) pack.in_force_from = *day;
    pack.in_force_until = day_in(mapping, "inForceUntil", false);
    if (pack.in_force_until && *pack.in_force_until < pack.in_force_from)
        mapping.fault(mapping.place_of("inForceUntil"), "Expected inForceUntil not before inForceFrom, but it is.");
    pack.calendar = mapping.text("calendar");
    pack.time_zone = mapping.text("timeZone");
    if (!QTimeZone::isTimeZoneIdAvailable(QByteArray::fromStdString(pack.time_zone)))
        mapping.fault(mapping.place_of("timeZone"),
                      "Expected an IANA time zone such as Asia/Shanghai, but got \"" + pack.time_zone + "\".");
    read_receipt(mapping, pack);
    processes = mapping.list("processes");
    for (std::size_t i = 0; i < processes.size(); ++i)
        if (std::find(processes.begin(), processes.begin() + static_cast<std::ptrdiff_t>(i), processes[i]) !=
            processes.begin() + static_cast<std::ptrdiff_t>(i))
            mapping.faults().push_back({mapping.place_of("processes"), Severity::error,
                                        "Expected each process once, but \"" + processes[i] + "\" is there twice.",
                                        "id"});
    mapping.each("departments", [&](Mapping& m) {
        pack.departments.push_back({m.text("id"), m.text("name"), m.text("nameEn"),
                                    read_party(m).value_or(process::Party::utility), origin(m)});
    });
    read_roles(mapping, pack);
    mapping.each("attributes", [&](Mapping& m) { pack.attributes.push_back(read_attribute(m)); });
    mapping.each("holdReasons", [&](Mapping& m) {
        const std::string ends = m.text_or("endedBy", "");
        if (ends != "applicant" && ends != "owner")
            m.faults().push_back({m.place(), Severity::error,
                                  "Expected endedBy, who has to act for the hold to end: applicant or owner, but " +
                                      (ends.empty() ? std::string{"it is missing."} : "got \"" + ends + "\"."),
                                  "hold-way-out"});
        pack.hold_reasons.push_back({m.text("id"), m.text("name"), m.text("nameEn"), m.text_or("clause", ""),
                                     m.flag("namesMissing"), ends == "applicant", origin(m), m.text_or("notice", "")});
    });
    read_outcomes(mapping, files, pack);
    mapping.each("materials", [&](Mapping& m) {
        if (const std::string id = m.text("id"); anew && !id.empty() && !fits_in_path(id, Dots::allowed))
            m.faults().push_back({m.place_of("id"), Severity::error,
                                  "Expected the id of a material to be letters, digits, -, _ and dots, at most " +
                                      std::to_string(longest_id) + " bytes, since it is part of addresses, but got \"" +
                                      id + "\".",
                                  "id"});
        pack.materials.push_back({m.text("id"), m.text("name"), m.text("nameEn"), expression_in(m, "when"), origin(m)});
    });
    mapping.each("fees", [&](Mapping& m) {
        pack.fees.push_back({m.text("id"), m.text("name"), m.text("nameEn"), m.text_or("clause", ""), m.number("rate"),
                             expression_in(m, "of"), expression_in(m, "when"), path_in(m, "each"),
                             m.text_or("process", ""), origin(m)});
    });
    if (processes.empty())
        mapping.fault(mapping.place(),
                      "Expected processes, the list of those a case can be opened for, but it is missing or empty.");
}

/// A file that nobody applies for, calls or prints by is never followed: what is wrong in it would not show.
void check_used(const Pack& pack, const PackFiles& files, const Diagrams& diagrams,
                const std::vector<std::string>& processes, Faults& faults) {
    std::set<std::string_view> printed_by;
    for (const process::Notice& notice : pack.notices)
        for (const process::Template* sheet : {&notice.sheet, &notice.sheet_en}) printed_by.insert(sheet->file);
    for (const auto& [name, text] : files.content)
        if (const std::string path = files.folder + '/' + name; is_template(name) && printed_by.count(path) == 0)
            faults.push_back({{path, 1, 1},
                              Severity::warning,
                              "Expected a notice of pack.yaml to name the template " + name +
                                  ", but none does: nothing is printed by it.",
                              "unused"});
    std::set<std::string_view> used{processes.begin(), processes.end()};
    for (const auto& [name, process] : pack.processes)
        for (const process::Call& call : process->calls) used.insert(call.process);
    for (const auto& [id, diagram] : diagrams)
        if (used.count(id) == 0)
            faults.push_back(
                {diagram->place_of(*diagram->process), Severity::warning,
                 "Expected process \"" + id +
                     "\" to be listed under processes or called by another, but it is neither: nobody follows it.",
                 "unused"});
}

}  // namespace

std::string PackFiles::id() const {
    const auto file = content.find("pack.yaml");
    Faults passed_over;
    if (const auto yaml = file == content.end() ? std::nullopt : read_yaml(file->second, folder, passed_over)) {
        const YAML::Node id = (*yaml)["pack"];
        if (id && id.IsScalar() && !id.Scalar().empty()) return id.Scalar();
    }
    return folder.substr(folder.rfind('/') + 1);
}

std::string PackFiles::hash() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto& [name, bytes] : content) {
        const std::string head = name + '\n' + std::to_string(bytes.size()) + '\n';
        hash.addData(QByteArray::fromRawData(head.data(), static_cast<qsizetype>(head.size())));
        hash.addData(QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }
    return hash.result().toHex().toStdString();
}

bool is_template(std::string_view file) {
    constexpr std::string_view ending = ".mustache";
    return file.size() > ending.size() && file.substr(file.size() - ending.size()) == ending;
}

PackFiles read_pack_files(const std::string& folder, Faults& faults) {
    PackFiles files;
    files.folder = folder;
    while (files.folder.size() > 1 && files.folder.back() == '/') files.folder.pop_back();
    for (const QString& name :
         QDir(QString::fromStdString(folder)).entryList({"pack.yaml", "*.bpmn", "*.mustache"}, QDir::Files, QDir::Name))
        if (auto text = read_file(files.folder + '/' + name.toStdString(), faults))
            files.content.emplace(name.toStdString(), std::move(*text));
    if (files.content.count("pack.yaml") == 0)
        faults.push_back({{files.folder, 1, 1},
                          Severity::error,
                          "Expected a folder with pack.yaml and .bpmn files, but it has no pack.yaml.",
                          "file"});
    return files;
}

std::shared_ptr<const Pack> load_pack(const PackFiles& files, Faults& faults, Standing standing) {
    if (has_error(faults)) return nullptr;
    const std::string pack_file = files.folder + "/pack.yaml";
    auto pack = std::make_shared<Pack>();
    pack->hash = files.hash();
    std::vector<std::string> processes;
    Place processes_at{pack_file, 1, 1};
    Diagrams diagrams;
    for (const auto& [name, text] : files.content) {
        const std::string path = files.folder + '/' + name;
        if (name == "pack.yaml") {
            if (const auto yaml = read_yaml(text, path, faults)) {
                Mapping mapping{*yaml, path, "a pack", faults};
                read_pack_yaml(mapping, files, *pack, processes, standing == Standing::offered);
                processes_at = mapping.place_of("processes");
            }
            continue;
        }
        if (is_template(name)) {
            if (auto bad = bad_byte(text, path)) {
                bad->rule = "template";
                faults.push_back(std::move(*bad));
            }
            continue;
        }
        const QByteArray bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
        if (auto diagram = read_diagram(bytes, path, faults, standing)) {
            const std::string id = diagram->id;
            pack->drawings[id] = read_drawing(*diagram);
            pack->drawings[id].bpmn = utf8_of(bytes);
            const Place place = diagram->place_of(*diagram->process);
            if (!diagrams.emplace(id, std::move(diagram)).second)
                faults.push_back({place, Severity::error,
                                  "Expected each process once in a pack, but \"" + id + "\" is there twice.", "id"});
        }
    }
    if (has_error(faults)) return nullptr;
    for (const std::string& id : processes) {
        const auto diagram = diagrams.find(id);
        if (diagram == diagrams.end()) {
            faults.push_back({processes_at, Severity::error,
                              "Expected a .bpmn file with process \"" + id + "\", but there is none.", "process"});
        } else if (auto process = build_process(*diagram->second, diagrams, faults, standing)) {
            pack->processes.emplace(id, std::move(process));
        }
    }
    // A stricter linter takes no case's rules away.
    if (standing == Standing::recorded) return has_error(faults) ? nullptr : pack;
    if (!has_error(faults)) check_used(*pack, files, diagrams, processes, faults);
    if (!has_error(faults)) lint(*pack, pack_file, faults, standing);
    return has_error(faults) ? nullptr : pack;
}

}  // namespace bandian::packs
