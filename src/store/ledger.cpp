#include "store/ledger.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"
#include "store/routines.hpp"

#include <map>

namespace bandian::store {

namespace {

using wire::Json;

app::RaisedAlarm alarm_of(const Json& json) {
    return {json.at("number").get<std::int64_t>(), json.at("clock").get<std::string>(),
            json.at("rung").get<std::string>(), calendar::parse_day(json.at("day").get<std::string>()).value(),
            json.at("raisedAt").get<std::string>()};
}

app::ProjectedCase projected_in(const pqxx::row& row) {
    app::ProjectedCase one{logged_with_deliveries_in(row), text_in(row, "state"),  {},          text_in(row, "process"),
                           day_in(row, "attention"),       text_in(row, "timing"), std::nullopt};
    for (const Json& step : Json::parse(row["steps"].c_str())) one.steps.push_back(step_of(step));
    if (!row["mean_used"].is_null()) one.mean = app::Mean{row["mean_used"].as<int>(), row["mean_limit"].as<int>()};
    one.waits = row["waits"].as<bool>();
    one.submitted_at = instant_in(row, "submitted_at").value();
    one.submitted_on = day_in(row, "submitted_on").value();
    for (const Json& alarm : Json::parse(row["alarms"].c_str())) one.alarms.push_back(alarm_of(alarm));
    one.moved = row["moved"].as<bool>();
    one.recalculate = row["recalculate"].as<bool>();
    return one;
}

/// Functions that do something else than this program's: whoever can exchange one can make it say that all is well.
std::vector<app::Flaw> flaws_of_routines(pqxx::transaction_base& session) {
    std::map<std::string, std::string> in_place;
    for (const pqxx::row row : session.exec(query("routines_in_place")))
        in_place.emplace(text_in(row, "name"), text_in(row, "body"));
    std::vector<app::Flaw> all;
    for (const auto& [name, text] : routines()) {
        const auto found = in_place.find(name);
        if (found == in_place.end()) all.push_back({"function " + name, "it is missing"});
        else if (found->second != body_of(text)) all.push_back({"function " + name, "it is not this program's"});
    }
    return all;
}

}  // namespace

std::vector<app::Flaw> StoredLedger::flaws() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::Flaw> all = flaws_of_routines(session);
        for (const char* name : {"flaws_of_events", "flaws_of_trace", "flaws_beside_log", "flaws_of_counts"})
            for (const pqxx::row row : session.exec(query(name)))
                all.push_back({text_in(row, "place"), text_in(row, "what")});
        return all;
    });
}

std::optional<app::Instant> StoredLedger::sealed_since() {
    return ask(pool_, [](pqxx::transaction_base& session) -> std::optional<app::Instant> {
        const pqxx::result rows = session.exec(query("sealed_since"));
        return rows.empty() ? std::nullopt : instant_in(rows[0], "at");
    });
}

std::vector<app::ProjectedCase> StoredLedger::projected(const std::string& after, int limit) {
    return all_of(pool_, projected_in, query("projected_cases"), after, std::to_string(limit));
}

int StoredLedger::rewrite(const std::vector<app::Recalculated>& projections, app::Instant now) {
    Json rows = Json::array();
    for (const app::Recalculated& one : projections) rows.push_back(to_json(one, now));
    const std::string text = rows.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "select rewrite_projections($1::jsonb) as written", text)[0]["written"].as<int>();
    });
}

void StoredLedger::recount() { carry_out(pool_, "select recount()"); }

bool StoredLedger::seal(calendar::Day day, app::Instant now) {
    const std::string begun = calendar::to_string(day), at = utc(now);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute_kept(session, "select seal_trace($1::date, $2::timestamptz)", begun, at);
        return execute(session, "select seal($1::date, $2::timestamptz) as sealed", begun, at)[0]["sealed"].as<bool>();
    });
}

}  // namespace bandian::store
