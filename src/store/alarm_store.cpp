#include "store/alarm_store.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"

namespace bandian::store {

namespace {

using wire::Json;

app::RaisedAlarm alarm_in(const pqxx::row& row) {
    return {row["number"].as<std::int64_t>(), text_in(row, "clock"),     text_in(row, "kind"),
            day_in(row, "day").value(),       text_in(row, "raised_at"), row["retracted"].as<bool>()};
}

Json json_of(const app::Swept& swept) {
    Json json{{"caseNo", swept.case_no}, {"version", swept.version}, {"at", utc(swept.at)}, {"alarms", Json::array()}};
    for (const app::Alarm& alarm : swept.alarms)
        json["alarms"].push_back(
            {{"clock", alarm.clock}, {"rung", alarm.kind}, {"day", calendar::to_string(alarm.day)}});
    if (swept.events.empty()) {  // so that everything else the record has of it holds
        json["attention"] = wire::day_or_null(swept.projection.attention);
        json["revision"] = swept.projection.revision;
        return json;
    }
    json["state"] = word(swept.state);
    put(json, swept.projection);
    for (const casework::Event& event : swept.events) json["events"].push_back(to_json(event));
    return json;
}

}  // namespace

int StoredAlarms::sweep(const app::RulesVersion& rules_version, calendar::Day day, int limit,
                        const std::function<app::Swept(const app::LoggedCase&)>& work_out) {
    const std::string packs = Json(rules_version.packs).dump(), until = calendar::to_string(day);
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        const pqxx::result current = work.exec("select current_revision_for_writing() as revision");
        if (current[0]["revision"].as<int>() != rules_version.revision) return 0;
        std::vector<app::LoggedCase> taken;
        for (const pqxx::row row : execute(work, query("cases_to_look_at"), until, std::to_string(limit), packs))
            taken.push_back(logged_with_deliveries_in(row));
        if (taken.empty()) return 0;
        drop_overtaken(taken);
        Json looked = Json::array(), changed = Json::array();
        for (const app::LoggedCase& one : taken) {
            try {
                const app::Swept swept = work_out(one);
                (swept.events.empty() ? looked : changed).push_back(json_of(swept));
            } catch (const app::Damaged&) {
                execute(work, query("give_up_sweep"), one.case_no, until);  // the audit tells of it
            }
        }
        if (!looked.empty()) execute(work, query("record_looks"), looked.dump());
        if (!changed.empty()) execute(work, "select record_sweep($1::jsonb)", changed.dump());
        work.commit();
        return static_cast<int>(taken.size());
    });
}

bool StoredAlarms::wants_sweep(calendar::Day day) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute_kept(session, query("wants_sweep"), calendar::to_string(day))[0]["wanted"].as<bool>();
    });
}

std::vector<app::RaisedAlarm> StoredAlarms::alarms_of(const std::string& case_no) {
    return all_of_kept(pool_, alarm_in, query("alarms_of_case"), case_no);
}

}  // namespace bandian::store
