#include "store/case_rows.hpp"

#include "process/task_path.hpp"
#include "store/asking.hpp"
#include "wire/instant.hpp"

namespace bandian::store {

using wire::Json;

namespace {

/// What a step has not is left out.
Json to_json(const app::Step& step) {
    const process::TaskPath path = process::parse_task_path(step.path).value();
    Json row{{"path", step.path},
             {"task", path.unnumbered()},
             {"id", path.id},
             {"owner", step.owner},
             {"party", word(step.party)},
             {"state", word(step.state)},
             {"since", calendar::to_string(step.since)}};
    const auto put_day = [&](const char* name, const std::optional<calendar::Day>& day) {
        if (day) row[name] = calendar::to_string(*day);
    };
    const auto put_number = [&](const char* name, int number, int usual) {
        if (number != usual) row[name] = number;
    };
    if (!path.call.empty()) {
        row["call"] = path.call;
        row["number"] = path.number;
    }
    put_number("attempt", path.attempt, 1);
    put_day("until", step.until);
    if (!step.outcome.empty()) row["outcome"] = step.outcome;
    if (!step.clock.empty()) row["clock"] = step.clock;
    if (step.unit != process::Unit::working_days) row["unit"] = word(step.unit);
    put_day("due", step.due);
    if (step.provisional) row["provisional"] = true;
    put_day("turnsYellow", step.turns_yellow);
    put_day("turnsRed", step.turns_red);
    put_number("lateBy", step.late_by, 0);
    put_number("uncounted", step.uncounted, 0);
    if (step.days_left) row["daysLeft"] = *step.days_left;
    put_number("heldForApplicant", step.held_for_applicant, 0);
    put_number("heldForOwner", step.held_for_owner, 0);
    return row;
}

casework::Event event_of(const Json& json) {
    const Json& entry_json = json.at("entry");
    // What stands beside the entry itself is of the record: see to_json, and open_case.sql for the last two.
    auto entry = wire::to_entry(entry_json.at("do").get<std::string>(), entry_json,
                                {"do", "by", "pack", "packHash", "manager", "seal"});
    if (const auto* no = std::get_if<casework::Rejection>(&entry))
        throw app::Damaged("entry " + json.at("number").dump() + " of its log cannot be read: " + no->detail);
    casework::Event event{json.at("number").get<int>(), wire::parse_instant(json.at("at").get<std::string>()).value(),
                          calendar::parse_day(json.at("day").get<std::string>()).value(),
                          std::get<casework::Entry>(std::move(entry)), entry_json.value("by", std::string{})};
    if (entry_json.contains("packHash"))
        event.pack =
            casework::PackRef{entry_json.at("pack").get<std::string>(), entry_json.at("packHash").get<std::string>()};
    return event;
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
    if (event.pack) {
        entry["pack"] = event.pack->id;
        entry["packHash"] = event.pack->hash;
    }
    return {{"number", event.number},
            {"at", utc(event.at)},
            {"day", calendar::to_string(event.day)},
            {"entry", std::move(entry)}};
}

void put(Json& json, const app::Projection& projection) {
    json["revision"] = projection.revision;
    json["reaches"] = wire::day_or_null(projection.reaches);
    json["attention"] = wire::day_or_null(projection.attention);
    json["steps"] = Json::array();
    for (const app::Step& step : projection.steps) json["steps"].push_back(to_json(step));
    if (projection.mean) {
        json["meanUsed"] = projection.mean->used;
        json["meanLimit"] = projection.mean->limit;
    }
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

casework::TaskState task_state_of(std::string_view word) {
    return process::named(word, casework::all_task_states).value();
}

process::Unit unit_of(std::string_view word) { return process::named(word, process::all_units).value(); }

app::Step step_of(const Json& json) {
    const auto day = [&](const char* name) {
        return json.at(name).is_null() ? std::nullopt : calendar::parse_day(json.at(name).get<std::string>());
    };
    app::Step step;
    step.path = json.at("path");
    step.owner = json.at("owner");
    step.party = process::party_named(json.at("party").get<std::string>()).value();
    step.state = task_state_of(json.at("state").get<std::string>());
    step.since = day("since").value();
    step.until = day("until");
    step.outcome = json.at("outcome");
    if (!json.at("clock").is_null()) step.clock = json.at("clock");
    step.unit = unit_of(json.at("unit").get<std::string>());
    step.due = day("due");
    step.provisional = json.at("provisional");
    step.turns_yellow = day("turns_yellow");
    step.turns_red = day("turns_red");
    step.late_by = json.at("late_by");
    step.uncounted = json.at("uncounted");
    if (!json.at("days_left").is_null()) step.days_left = json.at("days_left").get<int>();
    step.held_for_applicant = json.at("held_for_applicant");
    step.held_for_owner = json.at("held_for_owner");
    return step;
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
    app::LoggedCase one{
        text_in(row, "case_no"), text_in(row, "pack_hash"), row["version"].as<int>(), row["revision"].as<int>(), {}};
    try {
        one.log = log_in(row);
    } catch (const app::Damaged& damage) {
        one.damage = damage.what();
    }
    return one;
}

app::LoggedCase logged_with_deliveries_in(const pqxx::row& row) {
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
