#include "wire/json.hpp"

#include "text/characters.hpp"
#include "text/joined.hpp"
#include "wire/parts.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace bandian::wire {

namespace {

using calendar::to_string;
using casework::Rejection;
using casework::word;
using clocks::word;
using process::Record;
using process::word;

constexpr std::size_t longest_text = 2000;  // characters
constexpr std::size_t longest_field = 200;  // of a problem, and of what it says: both quote what was sent, however long
constexpr std::size_t longest_detail = 2000;

struct Stop {
    Rejection rejection;
};

/// The members of one object, each asked for by name; what nobody asked for is a fault.
class Members {
public:
    Members(const Json& json, std::vector<std::string> also) : json_(json), asked_(std::move(also)) {
        if (!json.is_object())
            throw Stop{{"invalid-body", "", std::string{"Expected an object, but got "} + json.type_name() + "."}};
    }

    std::string text(const std::string& name) {
        const Json* found = find(name);
        if (!found) stop("missing-member", name, "Expected text, but it is missing.");
        return text_of(*found, name);
    }
    std::string text_or(const std::string& name, std::string fallback) {
        const Json* found = find(name);
        return found ? text_of(*found, name) : std::move(fallback);
    }

    int whole_number(const std::string& name) {
        const Json* found = find(name);
        if (!found) stop("missing-member", name, "Expected a whole number, but it is missing.");
        if (!found->is_number_integer())
            stop("invalid-member", name, "Expected a whole number, but got " + found->dump() + ".",
                 "not-a-whole-number");
        const double value = found->get<double>();
        if (std::abs(value) > 1e6)
            stop("invalid-member", name, "Expected a whole number of moderate size, but got " + found->dump() + ".",
                 "number-too-far");
        return static_cast<int>(value);
    }

    std::optional<casework::Day> day(const std::string& name) {
        const Json* found = find(name);
        if (!found) return std::nullopt;
        const auto parsed =
            found->is_string() ? calendar::parse_day(found->get_ref<const std::string&>()) : std::nullopt;
        if (!parsed)
            stop("invalid-member", name, "Expected a day as YYYY-MM-DD, but got " + found->dump() + ".", "not-a-day");
        return parsed;
    }

    casework::Day needed_day(const std::string& name) {
        const auto found = day(name);
        if (!found) stop("missing-member", name, "Expected a day, but it is missing.");
        return *found;
    }

    std::vector<std::string> texts(const std::string& name) {
        std::vector<std::string> all;
        const Json* found = find(name);
        if (!found) return all;
        if (!found->is_array())
            stop("invalid-member", name, "Expected a list of texts, but got " + found->dump() + ".", "not-a-list");
        for (std::size_t i = 0; i < found->size(); ++i)
            all.push_back(text_of((*found)[i], name + '[' + std::to_string(i) + ']'));
        return all;
    }

    Record record(const std::string& name) {
        const Json* found = find(name);
        if (!found) return {};
        if (!found->is_object())
            stop("invalid-member", name, "Expected an object, but got " + found->dump() + ".", "not-an-object");
        return *to_value(*found).as<Record>();
    }

    void no_others() {
        for (const auto& [name, value] : json_.items())
            if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
                stop("unknown-member", name, "Expected only " + text::joined(asked_) + ", but got \"" + name + "\".");
    }

private:
    const Json* find(const std::string& name) {
        asked_.push_back(name);
        const auto found = json_.find(name);
        return found == json_.end() || found->is_null() ? nullptr : &*found;
    }

    static std::string text_of(const Json& json, const std::string& name) {
        if (!json.is_string()) stop("invalid-member", name, "Expected text, but got " + json.dump() + ".", "not-text");
        if (text::characters(json.get_ref<const std::string&>()) > longest_text)
            throw Stop{{"invalid-member", name,
                        "Expected text of at most " + std::to_string(longest_text) + " characters, but got more.",
                        "text-too-long", static_cast<double>(longest_text)}};
        return json.get<std::string>();
    }

    [[noreturn]] static void stop(std::string code, std::string field, std::string detail, std::string reason = {}) {
        throw Stop{{std::move(code), std::move(field), std::move(detail), std::move(reason)}};
    }

    const Json& json_;
    std::vector<std::string> asked_;
};

casework::Entry read_entry(const std::string& verb, Members& m) {
    using namespace casework;
    if (verb == "submit")
        return Submit{m.text("process"), m.record("attributes"), m.day("effective"), m.texts("materials")};
    if (verb == "complete")
        return Complete{m.text("task"),     m.text_or("outcome", ""), m.record("attributes"),
                        m.day("effective"), m.text_or("reason", ""),  m.text_or("law", "")};
    if (verb == "hold")
        return Hold{m.text("task"), m.text("reason"), m.texts("missing"), m.text_or("override", ""),
                    m.day("effective")};
    if (verb == "resume") return Resume{m.text("task"), m.day("effective")};
    if (verb == "extend") return Extend{m.text("clock"), {m.whole_number("days")}, m.text_or("reason", "")};
    if (verb == "amend")
        return Amend{m.record("attributes"), m.record("add"), m.texts("drop"), m.text_or("reason", "")};
    if (verb == "void") return Void{m.whole_number("step"), m.text_or("reason", "")};
    if (verb == "withdraw") return Withdraw{m.text_or("reason", "")};
    if (verb == "lapse") return Deem{m.text("task"), m.text("outcome"), m.needed_day("effective")};
    throw Stop{{"unknown-verb", "do",
                "Expected submit, complete, hold, resume, extend, amend, void or withdraw, but got \"" + verb + "\"."}};
}

Json record_json(const Record& record) {
    Json json = Json::object();
    for (const auto& [name, value] : record) json[name] = to_json(value);
    return json;
}

void put_effective(Json& json, const std::optional<casework::Day>& effective) {
    if (effective) json["effective"] = to_string(*effective);
}

struct EntryWriter {
    Json operator()(const casework::Submit& e) const {
        Json json{{"do", "submit"}, {"process", e.process}, {"attributes", record_json(e.attributes)}};
        put_effective(json, e.effective);
        if (!e.materials.empty()) json["materials"] = e.materials;
        return json;
    }
    Json operator()(const casework::Complete& e) const {
        Json json{{"do", "complete"}, {"task", e.task}, {"outcome", e.outcome}};
        if (!e.attributes.empty()) json["attributes"] = record_json(e.attributes);
        put_effective(json, e.effective);
        if (!e.reason.empty()) json["reason"] = e.reason;
        if (!e.law.empty()) json["law"] = e.law;
        return json;
    }
    Json operator()(const casework::Hold& e) const {
        Json json{{"do", "hold"}, {"task", e.task}, {"reason", e.reason}};
        if (!e.missing.empty()) json["missing"] = e.missing;
        if (!e.override_why.empty()) json["override"] = e.override_why;
        put_effective(json, e.effective);
        return json;
    }
    Json operator()(const casework::Resume& e) const {
        Json json{{"do", "resume"}, {"task", e.task}};
        put_effective(json, e.effective);
        return json;
    }
    Json operator()(const casework::Extend& e) const {
        return {{"do", "extend"}, {"clock", e.clock}, {"days", e.days.value}, {"reason", e.reason}};
    }
    Json operator()(const casework::Amend& e) const {
        Json json{{"do", "amend"}};
        if (!e.attributes.empty()) json["attributes"] = record_json(e.attributes);
        if (!e.add.empty()) json["add"] = record_json(e.add);
        if (!e.drop.empty()) json["drop"] = e.drop;
        json["reason"] = e.reason;
        return json;
    }
    Json operator()(const casework::Void& e) const { return {{"do", "void"}, {"step", e.entry}, {"reason", e.reason}}; }
    Json operator()(const casework::Withdraw& e) const { return {{"do", "withdraw"}, {"reason", e.reason}}; }
    Json operator()(const casework::Deem& e) const {
        return {{"do", "lapse"}, {"task", e.task}, {"outcome", e.outcome}, {"effective", to_string(e.effective)}};
    }
};

/// At most so many bytes of a text, and a sign that there was more; never ends within a character.
std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + " …";
}

/// Builds a document while it is read, in time linear in its bytes. The library's own builder of ordered objects looks
/// through all members at each new one, and its call-back through all of an array at each end of an object.
class JsonBuilder : public nlohmann::json_sax<Json> {
public:
    explicit JsonBuilder(const JsonBounds& bounds) : bounds_(bounds) {}

    Json& root() { return root_; }
    const std::string& fault() const { return fault_; }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return without_nul(value) && put(std::move(value)); }
    bool binary(binary_t&) override { return stop("Expected JSON, but got binary data."); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        Level& level = open_.back();
        if (!without_nul(name)) return false;
        if (level.names.size() >= bounds_.members)
            return stop("Expected objects of at most " + std::to_string(bounds_.members) + " members, but got more.");
        if (!level.names.insert(name).second)
            return stop("Expected each name once in an object, but \"" + name + "\" is there twice.");
        name_ = std::move(name);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
        return stop("Expected JSON, but: " + std::string{error.what()});
    }

private:
    /// An object or array that is open, with the names that an object has so far.
    struct Level {
        Json* value;
        std::unordered_set<std::string> names;
    };

    bool stop(std::string fault) {
        fault_ = std::move(fault);
        return false;
    }

    bool without_nul(const std::string& text) {
        return text.find('\0') == std::string::npos ||
               stop("Expected texts without the character U+0000, but got one.");
    }

    /// Where the value went; nullptr: there are too many.
    Json* place(Json value) {
        if (++values_ > bounds_.values) {
            stop("Expected at most " + std::to_string(bounds_.values) + " values in all, but got more.");
            return nullptr;
        }
        if (open_.empty()) return &(root_ = std::move(value));
        Json& parent = *open_.back().value;
        if (parent.is_array()) return &parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
        return &parent.get_ref<Json::object_t&>().emplace_back(std::move(name_), std::move(value)).second;
    }

    bool put(Json value) { return place(std::move(value)) != nullptr; }

    bool open(Json value) {
        if (open_.size() >= bounds_.depth)
            return stop("Expected at most " + std::to_string(bounds_.depth) + " levels of nesting, but got more.");
        Json* const placed = place(std::move(value));
        if (placed) open_.push_back({placed, {}});
        return placed != nullptr;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const JsonBounds& bounds_;
    Json root_;
    std::vector<Level> open_;  // a parent does not grow while a child is open, so these stay where they are
    std::string name_;
    std::size_t values_ = 0;
    std::string fault_;
};

}  // namespace

Json to_json(const process::Value& value) {
    if (const auto* b = value.as<bool>()) return *b;
    if (const auto* n = value.as<double>()) {
        if (std::floor(*n) == *n && std::abs(*n) < 9e15) return static_cast<std::int64_t>(*n);
        return *n;
    }
    if (const auto* s = value.as<std::string>()) return *s;
    if (const auto* record = value.as<Record>()) return record_json(*record);
    if (const auto* list = value.as<process::List>()) {
        Json json = Json::array();
        for (const process::Value& one : *list) json.push_back(to_json(one));
        return json;
    }
    return nullptr;
}

process::Value to_value(const Json& json) {
    if (json.is_boolean()) return process::Value{json.get<bool>()};
    if (json.is_number()) return process::Value{json.get<double>()};
    if (json.is_string()) return process::Value{json.get<std::string>()};
    if (json.is_array()) {
        process::List list;
        for (const Json& one : json) list.push_back(to_value(one));
        return process::Value{std::move(list)};
    }
    if (json.is_object()) {
        Record record;
        for (const auto& [name, one] : json.items()) record.emplace(name, to_value(one));
        return process::Value{std::move(record)};
    }
    return {};
}

Json to_json(const casework::Entry& entry) { return std::visit(EntryWriter{}, entry); }

std::variant<casework::Entry, Rejection> to_entry(const std::string& verb, const Json& json,
                                                  const std::vector<std::string>& also) {
    try {
        Members members{json, also};
        casework::Entry entry = read_entry(verb, members);
        members.no_others();
        return entry;
    } catch (const Stop& stop) {
        return stop.rejection;
    }
}

Json to_json(const casework::TaskView& task) {
    const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    Json json{{"task", task.path},
              {"owner", task.owner},
              {"state", word(task.state)},
              {"since", to_string(task.since)},
              {"until", day_or_null(task.until)},
              {"outcome", or_null(task.outcome)},
              {"hold", or_null(task.hold)}};
    if (task.deemed) json["deemed"] = true;
    if (task.valid_until) json["validUntil"] = to_string(*task.valid_until);
    json["clock"] = or_null(task.clock);
    const auto& r = task.reading;
    json["due"] = day_or_null(r ? r->due : std::nullopt);
    json["light"] = r ? Json(word(r->light)) : Json(nullptr);
    json["left"] = r && r->left ? Json(r->left->value) : Json(nullptr);
    json["lateBy"] = r ? Json(r->late_by.value) : Json(nullptr);
    return json;
}

Json to_json(const casework::ClockView& clock, const process::Process& process) {
    const clocks::Reading& r = clock.reading;
    const process::Clock& promise = process.clocks[clock.clock];
    Json json{{"clock", clock.id},
              {"kind", word(promise.kind)},
              {"limit", r.limit.value},
              {"used", r.used.value},
              {"left", r.left.value},
              {"due", day_or_null(r.due)},
              {"state", word(r.state)},
              {"light", r.light ? Json(word(*r.light)) : Json(nullptr)},
              {"lateBy", r.late_by ? Json(r.late_by->value) : Json(nullptr)},
              {"startedOn", to_string(r.started_on)},
              {"stoppedOn", day_or_null(r.stopped_on)},
              {"provisional", r.provisional}};
    tell_unit(json, promise.unit);
    if (clock.if_resumed) json["dueIfResumedToday"] = to_string(*clock.if_resumed);
    return json;
}

Json to_json(const casework::Case& c, const casework::CaseView& view) {
    Json json{{"pack", c.pack->id},
              {"process", c.process->id},
              {"state", word(view.state)},
              {"tasks", Json::array()},
              {"clocks", Json::array()}};
    for (const casework::TaskView& task : view.tasks) json["tasks"].push_back(to_json(task));
    for (const casework::ClockView& clock : view.clocks) json["clocks"].push_back(to_json(clock, *c.process));
    return json;
}

Json to_json(const casework::Case& c, const casework::CaseFacts& facts) {
    Json json = to_json(c, static_cast<const casework::CaseView&>(facts));
    json["path"] = Json::array();
    for (const casework::PathStep& step : facts.path) json["path"].push_back(to_json(step, facts));
    json["responsibility"] = to_json(facts.responsibility);
    json["expected"] = facts.expected ? to_json(*facts.expected) : Json(nullptr);
    return json;
}

Json to_json(const casework::PathStep& step, const casework::TaskView& task) {
    return {{"task", task.path},
            {"party", word(task.party)},
            {"from", to_string(step.from)},
            {"to", to_string(step.to)},
            {"days", step.days.value},
            {"held", {{"applicant", step.held_for_applicant.value}, {"owner", step.held_for_owner.value}}}};
}

Json to_json(const casework::PathStep& step, const casework::CaseView& view) {
    return to_json(step, view.tasks[step.task]);
}

Json to_json(const casework::Responsibility& ledger) {
    Json rows = Json::array();
    for (const casework::PartyDays& row : ledger)
        rows.push_back({{"party", word(row.party)}, {"days", row.days.value}, {"heldDays", row.held.value}});
    return rows;
}

Json to_json(const casework::Forecast& expected) {
    Json steps = Json::array();
    for (const casework::AheadStep& step : expected.steps)
        steps.push_back({{"task", step.path}, {"party", word(step.party)}, {"days", step.days.value}});
    return {{"day", day_or_null(expected.day)},   {"earliest", day_or_null(expected.earliest)},
            {"workingDays", expected.days.value}, {"provisional", expected.provisional},
            {"waitsFor", expected.waits_for},     {"steps", std::move(steps)}};
}

Json to_problem(const Rejection& rejection, int status) {
    std::string title = rejection.code;
    std::replace(title.begin(), title.end(), '-', ' ');
    Json json{{"type", "urn:bandian:problem:" + rejection.code}, {"title", title}, {"status", status}};
    json.update(to_fault(rejection));
    return json;
}

Json to_fault(const Rejection& rejection) {
    Json json{{"detail", shortened(rejection.detail, longest_detail)}, {"code", rejection.code}};
    if (!rejection.field.empty()) json["field"] = shortened(rejection.field, longest_field);
    if (!rejection.reason.empty()) json["reason"] = rejection.reason;
    if (rejection.bound) json["bound"] = to_json(process::Value{*rejection.bound});
    return json;
}

void tell_unit(Json& json, process::Unit unit) {
    if (unit != process::Unit::working_days) json["unit"] = word(unit);
}

Json day_or_null(const std::optional<calendar::Day>& day) {
    return day ? Json(calendar::to_string(*day)) : Json(nullptr);
}

std::variant<Json, std::string> parse_json(std::string_view text, const JsonBounds& bounds) {
    if (text.size() > bounds.bytes)
        return "Expected JSON of at most " + std::to_string(bounds.bytes) + " bytes, but got " +
               std::to_string(text.size()) + ".";
    JsonBuilder builder{bounds};
    if (Json::sax_parse(text, &builder)) return std::move(builder.root());
    return builder.fault();
}

}  // namespace bandian::wire
