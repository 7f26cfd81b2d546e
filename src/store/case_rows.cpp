#include "store/case_rows.hpp"

#include "store/asking.hpp"
#include "wire/instant.hpp"

namespace bandian::store {

using wire::Json;

namespace {

Json to_json(const std::vector<app::OpenTask>& tasks) {
    Json rows = Json::array();
    for (const app::OpenTask& task : tasks)
        rows.push_back({{"path", task.path},
                        {"owner", task.owner},
                        {"state", word(task.state)},
                        {"since", calendar::to_string(task.since)},
                        {"due", wire::day_or_null(task.due)},
                        {"provisional", task.provisional},
                        {"turnsYellow", wire::day_or_null(task.turns_yellow)},
                        {"turnsRed", wire::day_or_null(task.turns_red)}});
    return rows;
}

casework::Event event_of(const Json& json) {
    const Json& entry_json = json.at("entry");
    auto entry = wire::to_entry(entry_json.at("do").get<std::string>(), entry_json, {"do", "by"});
    if (const auto* no = std::get_if<casework::Rejection>(&entry))
        throw app::Damaged("entry " + json.at("number").dump() + " of its log cannot be read: " + no->detail);
    return {json.at("number").get<int>(), wire::parse_instant(json.at("at").get<std::string>()).value(),
            calendar::parse_day(json.at("day").get<std::string>()).value(), std::get<casework::Entry>(std::move(entry)),
            entry_json.value("by", std::string{})};
}

std::map<std::string, app::Instant> instants_in(const pqxx::field& object) {
    std::map<std::string, app::Instant> all;
    const Json json = Json::parse(object.c_str());
    for (const auto& [name, at] : json.items()) all.emplace(name, wire::parse_instant(at.get<std::string>()).value());
    return all;
}

}  // namespace

Json to_json(const casework::Event& event) {
    Json entry = wire::to_json(event.entry);
    if (!event.by.empty()) entry["by"] = event.by;
    return {{"number", event.number},
            {"at", utc(event.at)},
            {"day", calendar::to_string(event.day)},
            {"entry", std::move(entry)}};
}

void put(Json& json, const app::Projection& projection) {
    json["revision"] = projection.revision;
    json["reaches"] = wire::day_or_null(projection.reaches);
    json["attention"] = wire::day_or_null(projection.attention);
    json["openTasks"] = to_json(projection.open_tasks);
    json["timing"] = projection.timing.empty() ? Json(nullptr) : Json(projection.timing);
}

void put(Json& json, const std::optional<calendar::Span>& changes) {
    if (!changes) return;
    json["first"] = calendar::to_string(changes->first);
    json["last"] = calendar::to_string(changes->last);
}

void put(Json& json, const app::Idempotency& idempotency) {
    if (idempotency.key.empty()) return;
    json["key"] = idempotency.key;
    json["digest"] = idempotency.digest;
}

Json to_json(const app::Recalculated& done, app::Instant now) {
    Json json{{"caseNo", done.case_no}, {"version", done.version}, {"at", utc(now)}, {"moved", Json::array()}};
    if (done.state) json["state"] = word(*done.state);
    put(json, done.projection);
    for (const app::Move& move : done.moved)
        json["moved"].push_back({{"edition", move.edition},
                                 {"withdrawn", move.withdrawn},
                                 {"clock", move.clock},
                                 {"before", wire::day_or_null(move.before)},
                                 {"after", wire::day_or_null(move.after)}});
    return json;
}

casework::TaskState task_state_of(const std::string& word) {
    return word == "held" ? casework::TaskState::held : casework::TaskState::active;
}

app::OpenTask open_task_of(const Json& json) {
    const auto day = [&](const char* name) {
        return json.at(name).is_null() ? std::nullopt : calendar::parse_day(json.at(name).get<std::string>());
    };
    return {json.at("path").get<std::string>(),
            json.at("owner").get<std::string>(),
            task_state_of(json.at("state").get<std::string>()),
            day("since").value(),
            day("due"),
            json.at("provisional").get<bool>(),
            day("turnsYellow"),
            day("turnsRed")};
}

std::vector<casework::Event> log_in(const pqxx::row& row) {
    const pqxx::field events = row["log"];
    if (events.is_null()) throw app::Damaged("its log is empty");
    std::vector<casework::Event> log;
    try {
        for (const Json& event : Json::parse(events.c_str())) log.push_back(event_of(event));
    } catch (const Json::exception& e) {
        throw app::Damaged("its log cannot be read: " + std::string{e.what()});
    }
    return log;
}

app::LoggedCase logged_in(const pqxx::row& row) {
    app::LoggedCase one{text_in(row, "case_no"), text_in(row, "pack_hash"), row["version"].as<int>(),
                        row["revision"].as<int>(), {}};
    try {
        one.log = log_in(row);
    } catch (const app::Damaged& damage) {
        one.damage = damage.what();
    }
    return one;
}

app::LoggedCase logged_with_hand_overs_in(const pqxx::row& row) {
    app::LoggedCase one = logged_in(row);
    one.handed_over = instants_in(row["handed_over"]);
    one.owes = row["owes"].as<bool>();
    return one;
}

std::vector<app::LoggedCase> logged_in_all(const pqxx::result& rows) {
    std::vector<app::LoggedCase> cases;
    for (const pqxx::row row : rows) cases.push_back(logged_in(row));
    return cases;
}

void drop_overtaken(std::vector<app::LoggedCase>& cases) {
    std::erase_if(cases, [](const app::LoggedCase& one) {
        return one.damage.empty() && static_cast<int>(one.log.size()) < one.version;
    });
}

}  // namespace bandian::store
