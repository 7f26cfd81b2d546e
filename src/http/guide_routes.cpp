#include "http/guide_routes.hpp"

#include "app/source.hpp"
#include "app/wording.hpp"
#include "casework/attributes.hpp"
#include "casework/estimate.hpp"
#include "http/entrance.hpp"
#include "http/naming.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <set>

namespace bandian::http {

namespace {

using calendar::to_string;

Json names(const std::string& zh, const std::string& en) { return {{"zh", zh}, {"en", en}}; }

/// The numbers a limit may come to; `when`: the expression that chooses, as the pack has it.
Json limits_of(const process::Expression& limit, process::Unit unit) {
    const char* word = unit == process::Unit::working_days    ? "working"
                       : unit == process::Unit::calendar_days ? "calendar"
                                                              : "months";
    Json list = Json::array();
    const auto add = [&](const process::Expression& e) {
        const auto* n = e.literal.as<double>();
        const bool literal = e.op == process::Operator::literal && n;
        list.push_back({{"days", literal ? Json(static_cast<int>(*n)) : Json(nullptr)},
                        {"when", &e == &limit && literal ? Json(nullptr) : Json(limit.text)},
                        {"unit", word}});
    };
    const process::Expression* rest = &limit;
    for (; rest->op == process::Operator::choose; rest = &rest->operands[2]) add(rest->operands[1]);
    add(*rest);
    return list;
}

/// The department a lane's role falls to, when it does not depend on the case.
Json owner_of(const process::Pack& pack, const std::string& role) {
    const auto rules = pack.roles.find(role);
    if (rules == pack.roles.end() || rules->second.size() != 1) return nullptr;
    return department_json(pack, rules->second.front().department);
}

Json steps_of(const process::Pack& pack, const process::Process& process, const std::string& call) {
    Json steps = Json::array();
    for (const process::TaskIndex t : process.tasks.indices()) {
        const process::Task& task = process.tasks[t];
        const auto dot = task.path.find('.');
        if ((dot == std::string::npos ? std::string{} : task.path.substr(0, dot)) != call) continue;
        Json limit = Json::array();
        for (const process::Clock& clock : process.clocks)
            if (clock.own && contains(clock.covers, t)) limit = limits_of(clock.limit, clock.unit);
        Json owners = Json::array();
        if (const auto rules = pack.roles.find(task.role); rules != pack.roles.end())
            for (const process::RoleRule& rule : rules->second) {
                Json one = department_json(pack, rule.department);
                one["when"] = rule.when ? Json(rule.when->text) : Json(nullptr);
                owners.push_back(std::move(one));
            }
        steps.push_back({{"task", task.path},
                         {"zh", task.name},
                         {"en", task.name_en},
                         {"owner", owner_of(pack, task.role)},
                         {"owners", std::move(owners)},
                         {"limit", std::move(limit)},
                         {"outcomes", task.outcomes},
                         {"asks", task.asks},
                         {"materials", task.materials},
                         {"clause", task.clause}});
    }
    return steps;
}

Json promises_of(const process::Process& process) {
    Json list = Json::array();
    for (const process::Clock& clock : process.clocks)
        if (!clock.own)
            list.push_back({{"clock", clock.path},
                            {"zh", clock.name},
                            {"en", clock.name_en},
                            {"limit", limits_of(clock.limit, clock.unit)},
                            {"kind", word(clock.kind)},
                            {"clause", clock.clause}});
    return list;
}

Json guide_of(const process::Pack& pack, const process::Process& process) {
    std::set<std::string> wanted;
    for (const process::Task& task : process.tasks) wanted.insert(task.materials.begin(), task.materials.end());
    Json materials = Json::array(), fees = Json::array(), calls = Json::array(), departments = Json::array();
    for (const process::Material& m : pack.materials)
        if (wanted.count(m.id))
            materials.push_back({{"id", m.id},
                                 {"zh", m.name},
                                 {"en", m.name_en},
                                 {"when", m.when ? Json(m.when->text) : Json(nullptr)}});
    for (const process::Fee& fee : pack.fees)
        if (fee.process.empty() || fee.process == process.id)
            fees.push_back({{"id", fee.id},
                            {"zh", fee.name},
                            {"en", fee.name_en},
                            {"rate", fee.rate ? Json(*fee.rate) : Json(nullptr)},
                            {"of", fee.of ? Json(fee.of->text) : Json(nullptr)},
                            {"when", fee.when ? Json(fee.when->text) : Json(nullptr)},
                            {"clause", fee.clause}});
    for (const process::Call& call : process.calls)
        calls.push_back({{"id", call.id},
                         {"zh", call.name},
                         {"en", call.name_en},
                         {"process", call.process},
                         {"steps", steps_of(pack, process, call.id)}});
    for (const process::Department& d : pack.departments)
        departments.push_back({{"id", d.id}, {"zh", d.name}, {"en", d.name_en}, {"party", word(d.party)}});
    Json reasons = Json::array();
    for (const process::HoldReason& r : pack.hold_reasons)
        reasons.push_back({{"id", r.id}, {"zh", r.name}, {"en", r.name_en}, {"clause", r.clause}});
    return {{"pack", pack.id},
            {"packTitle", names(pack.name, pack.name_en)},
            {"source", pack.source},
            {"process", {{"id", process.id}, {"zh", process.name}, {"en", process.name_en}}},
            {"steps", steps_of(pack, process, "")},
            {"calls", std::move(calls)},
            {"promises", promises_of(process)},
            {"materials", std::move(materials)},
            {"fees", std::move(fees)},
            {"holdReasons", std::move(reasons)},
            {"departments", std::move(departments)}};
}

Json schema_of(const process::AttributeRule& rule, const std::string& process) {
    Json json{{"title", rule.name}, {"x-en", rule.name_en}};
    if (const auto always = rule.always.find(process); always != rule.always.end())
        json["const"] = wire::to_json(always->second);
    if (rule.standard) json["default"] = wire::to_json(*rule.standard);
    if (rule.least) json["minimum"] = *rule.least;
    if (rule.type == process::AttributeType::number || rule.type == process::AttributeType::integer)
        json["maximum"] = casework::largest_number;
    const auto object = [&] {
        Json properties = Json::object(), required = Json::array();
        for (const process::AttributeRule& member : rule.members) {
            properties[member.id] = schema_of(member, process);
            if (member.required && member.required->text == "true") required.push_back(member.id);
            else if (member.required) properties[member.id]["x-required-when"] = member.required->text;
        }
        return Json{{"type", "object"},
                    {"properties", std::move(properties)},
                    {"required", std::move(required)},
                    {"additionalProperties", false}};
    };
    switch (rule.type) {
        case process::AttributeType::boolean: json["type"] = "boolean"; break;
        case process::AttributeType::number: json["type"] = "number"; break;
        case process::AttributeType::integer: json["type"] = "integer"; break;
        case process::AttributeType::text:
            json["type"] = "string";
            json["maxLength"] = casework::longest_text;
            break;
        case process::AttributeType::choice:
            json["type"] = "string";
            json["enum"] = rule.choices;
            break;
        case process::AttributeType::record: json.update(object()); break;
        case process::AttributeType::list:
            json["type"] = "array";
            json["maxItems"] = casework::most_in_a_list;
            json["items"] = object();
            break;
    }
    return json;
}

Json text(const char* zh, const char* en, Json more = Json::object()) {
    Json json{{"type", "string"}, {"title", zh}, {"x-en", en}, {"maxLength", app::longest_name}};
    json.update(more);
    return json;
}

Json hint(const char* zh, const char* en) { return {{"description", zh}, {"x-en-description", en}}; }

/// Which document a number is of; without it the number is recognised by its form.
Json document_type() {
    static constexpr std::array<std::array<const char*, 3>, 8> types{
        {{"resident-identity", "居民身份证", "Resident identity card"},
         {"residence-permit", "港澳台居民居住证", "Residence permit (Hong Kong, Macao, Taiwan)"},
         {"mainland-travel-permit", "港澳居民来往内地通行证", "Mainland travel permit (Hong Kong, Macao)"},
         {"taiwan-travel-permit", "台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"},
         {"passport", "护照", "Passport"},
         {"permanent-residence", "外国人永久居留身份证", "Foreign permanent resident ID card"},
         {"military", "军官证、士兵证", "Military identity card"},
         {"other", "其他证件", "Another document"}}};
    Json options = Json::array();
    for (const auto& [id, zh, en] : types) options.push_back({{"const", id}, {"title", zh}, {"x-en", en}});
    Json json{{"type", "string"}, {"title", "证件类型"}, {"x-en", "Document"}, {"oneOf", std::move(options)}};
    json.update(hint("可不选，系统按号码识别。", "May be left out: it is recognised by its number."));
    return json;
}

/// Numbers have no pattern here: they may be typed with blanks, in full width, in lower case, and the service says
/// which rule one breaks.
Json applicant_schema() {
    return {{"type", "object"},
            {"title", "用电人"},
            {"x-en", "Applicant"},
            {"required", {"name"}},
            {"additionalProperties", false},
            {"properties",
             {{"name", text("姓名或名称", "Name", {{"minLength", 1}})},
              {"phone",
               text("联系电话", "Telephone",
                    hint("可带分机，如 0533-6180000 转 801。", "With its extension, if any: 0533-6180000 ext. 801."))},
              {"idType", document_type()},
              {"idNumber", text("证件号码", "Document number")},
              {"creditCode", text("统一社会信用代码", "Unified social credit code")},
              {"customerNo", text("户号", "Customer number", hint("6 至 16 位数字。", "6 to 16 digits."))}}}};
}

Json site_schema() {
    return {{"type", "object"},
            {"title", "用电地址"},
            {"x-en", "Site"},
            {"required", {"address"}},
            {"additionalProperties", false},
            {"properties",
             {{"address", text("地址", "Address", {{"minLength", 1}})},
              {"division",
               text("行政区划代码", "Division code", hint("6 位数字，如 370306。", "6 digits, such as 370306."))}}}};
}

}  // namespace

Json schema_of(const process::Pack& pack, const process::Process& process) {
    Json attributes = Json::object(), ids = Json::array(), later = Json::object();
    for (const process::AttributeRule& rule : pack.attributes) attributes[rule.id] = schema_of(rule, process.id);
    for (const process::Task& task : process.tasks)  // settled by a step, not by the applicant
        for (const std::string& name : task.asks) later[name] = task.path;
    for (const auto& [name, path] : later.items())
        if (attributes.contains(name)) attributes[name]["x-settled-by"] = path;
    for (const process::Material& m : pack.materials) ids.push_back(m.id);
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", process.name},
            {"x-en", process.name_en},
            {"type", "object"},
            {"properties",
             {{"applicant", applicant_schema()},
              {"site", site_schema()},
              {"attributes",
               {{"type", "object"},
                {"title", "用电需求"},
                {"x-en", "What is applied for"},
                {"properties", std::move(attributes)},
                {"additionalProperties", false}}},
              {"materials",
               {{"type", "array"}, {"title", "材料"}, {"x-en", "Materials"}, {"items", {{"enum", std::move(ids)}}}}}}},
            {"required", {"applicant", "site"}}};
}

namespace {

Reply no_such_process(const std::string& id) {
    return problem(404, "no-such-process", "process",
                   "Expected a process of a pack that is in force, but there is none with \"" + id + "\".");
}

/// The first of the packs that has the process; nullptr: none has.
const process::Pack* pack_with(const std::vector<std::shared_ptr<const process::Pack>>& packs,
                               const std::string& process) {
    const auto found = std::find_if(packs.begin(), packs.end(), [&](const auto& one) { return one->process(process); });
    return found == packs.end() ? nullptr : found->get();
}

/// Also of the processes that are called; of several packs the last.
const process::Pack* pack_drawing(const std::vector<std::shared_ptr<const process::Pack>>& packs,
                                  const std::string& process) {
    const process::Pack* pack = pack_with(packs, process);
    if (pack) return pack;
    for (const auto& one : packs)
        if (one->drawings.count(process)) pack = one.get();
    return pack;
}

}  // namespace

GuideRoutes::Packs GuideRoutes::packs_asked(const Request& request) const {
    return desk_.rules()->in_force(desk_.today(), asked(request, "pack").value_or(""));
}

Reply GuideRoutes::packs(const Request& request) {
    const auto rules = desk_.rules();
    Json list = Json::array();
    for (const auto& pack : packs_asked(request)) {
        Json processes = Json::array();
        for (const auto& [id, process] : pack->processes)
            processes.push_back({{"id", id}, {"zh", process->name}, {"en", process->name_en}});
        list.push_back({{"id", pack->id},
                        {"zh", pack->name},
                        {"en", pack->name_en},
                        {"source", pack->source},
                        {"from", to_string(pack->in_force_from)},
                        {"until", wire::day_or_null(pack->in_force_until)},
                        {"version", pack->version},
                        {"takesCases", rules->closed(desk_.today(), pack->id) == nullptr},
                        {"processes", std::move(processes)}});
    }
    Json body{{"today", to_string(desk_.today())}, {"packs", std::move(list)}};
    return good(body, etag_of(body));
}

Reply GuideRoutes::guide(const Request& request, const std::string& process) {
    const Packs packs = packs_asked(request);
    const process::Pack* pack = pack_with(packs, process);
    if (!pack) return no_such_process(process);
    Json body = guide_of(*pack, *pack->process(process));
    return good(body, etag_of(body));
}

Reply GuideRoutes::schema(const Request& request, const std::string& process) {
    const Packs packs = packs_asked(request);
    const process::Pack* pack = pack_with(packs, process);
    if (!pack) return no_such_process(process);
    Json body = schema_of(*pack, *pack->process(process));
    return good(body, etag_of(body));
}

Reply GuideRoutes::picture(const Request& request, const std::string& process) {
    const Packs packs = packs_asked(request);
    const process::Pack* pack = pack_drawing(packs, process);
    if (!pack) return no_such_process(process);
    const std::string svg = options_.process_picture(*pack, process, language_of(request));
    return svg.empty() ? absent() : Reply{200, {}, {}, {}, svg, "image/svg+xml"};
}

Reply GuideRoutes::picture_facts(const Request& request, const std::string& process) {
    const Packs packs = packs_asked(request);
    const process::Pack* pack = pack_drawing(packs, process);
    if (!pack) return no_such_process(process);
    const Json facts = options_.process_picture_facts(*pack, process);
    return facts.is_null() ? absent() : good(facts, etag_of(facts));
}

Reply GuideRoutes::estimate(const Request& request, const std::string& process) {
    if (request.by.roles.empty())
        if (const int wait = estimates_of_source_.take(app::counted_source(request.source)); wait > 0)
            return too_many(wait);
    const app::Turns::Turn inside{estimating_};
    if (!inside) return busy();
    Reply reply = estimate_now(request, process);
    // What one took goes back to the system: kept, each of the server's threads would hold some megabytes for the next.
    ::malloc_trim(0);
    return reply;
}

Reply GuideRoutes::estimate_now(const Request& request, const std::string& process) {
    auto body = body_of(request, places_bounds);
    if (auto* no = std::get_if<Reply>(&body)) return *no;
    const Json& json = std::get<Json>(body);
    for (const auto& [name, value] : json.items())
        if (name != "pack" && name != "from" && name != "attributes")
            return problem(422, "unknown-member", name,
                           "Expected only pack, from and attributes, but got \"" + name + "\".");
    const Json attributes = json.value("attributes", Json::object());
    if (!attributes.is_object())
        return problem(422, "invalid-member", "attributes", "Expected an object, but got something else.",
                       "not-an-object");
    calendar::Day from = desk_.today();
    if (json.contains("from")) {
        const auto day = json["from"].is_string() ? calendar::parse_day(json["from"].get<std::string>()) : std::nullopt;
        if (!day)
            return problem(422, "invalid-member", "from",
                           "Expected a day as YYYY-MM-DD, but got " + json["from"].dump() + ".", "not-a-day");
        from = *day;
    }
    const auto rules = desk_.rules();
    const Json named = json.value("pack", Json(asked(request, "pack").value_or("")));
    if (!named.is_string())
        return problem(422, "invalid-member", "pack", "Expected the id of a policy pack, but got " + named.dump() + ".",
                       "not-text");
    const auto packs = rules->in_force(desk_.today(), named.get<std::string>());
    if (packs.empty() && json.contains("pack"))
        return problem(
            422, "no-pack-in-force", "pack",
            "Expected a policy pack in force today, but there is none with id \"" + named.get<std::string>() + "\".");
    const process::Pack* found = pack_with(packs, process);
    if (!found) return no_such_process(process);
    const process::Pack& pack = *found;
    const calendar::Calendar& calendar = rules->calendar_of(pack);
    if (!calendar.covers(from))
        return problem(422, "beyond-calendar", "from",
                       "Expected a day from " + to_string(calendar.first()) + " to " + to_string(calendar.last()) +
                           ", but got " + to_string(from) + ".");
    const auto outcome =
        casework::estimate(rules->by_hash(pack.hash), process, *wire::to_value(attributes).as<process::Record>(),
                           desk_.now(), from, calendar);
    if (const auto* no = std::get_if<casework::Rejection>(&outcome))
        return problem(app::Refusal{app::Why::invalid, *no, std::nullopt});
    const auto& e = std::get<casework::Estimate>(outcome);
    Json steps = Json::array(), fees = Json::array(), clocks = Json::array();
    for (const casework::EstimatedStep& step : e.steps) {
        Json papers = Json::array();
        for (const process::Material* paper : step.papers)
            papers.push_back({{"id", paper->id}, {"zh", paper->name}, {"en", paper->name_en}});
        Json one = title_of_path(*e.the_case.process, step.path);
        one.update({{"task", step.path},
                    {"owner", department_json(pack, step.owner)},
                    {"from", to_string(step.from)},
                    {"to", to_string(step.to)},
                    {"applicants", step.applicants},
                    {"clock", step.clock.empty() ? Json(nullptr) : Json(step.clock)},
                    {"materials", std::move(papers)}});
        steps.push_back(std::move(one));
    }
    for (const casework::EstimatedFee& fee : e.fees)
        fees.push_back({{"fee", fee.fee->id},
                        {"zh", fee.fee->name},
                        {"en", fee.fee->name_en},
                        {"place", fee.place == 0 ? Json(nullptr) : Json(fee.place)},
                        {"yuan", fee.yuan ? Json(*fee.yuan) : Json(nullptr)},
                        {"clause", fee.fee->clause}});
    for (const casework::ClockView& clock : e.view.clocks)
        clocks.push_back({{"clock", clock.id},
                          {"title", clock_title(*e.the_case.process, clock)},
                          {"limit", clock.reading.limit.value},
                          {"used", clock.reading.used.value},
                          {"due", wire::day_or_null(clock.reading.due)},
                          {"light", clock.reading.light ? Json(word(*clock.reading.light)) : Json(nullptr)}});
    return good({{"pack", pack.id},
                 {"process", process},
                 {"from", to_string(from)},
                 {"state", word(e.view.state)},
                 {"steps", std::move(steps)},
                 {"fees", std::move(fees)},
                 {"clocks", std::move(clocks)},
                 {"end", wire::day_or_null(e.view.closed)},
                 {"provisional", e.provisional}});
}

}  // namespace bandian::http
