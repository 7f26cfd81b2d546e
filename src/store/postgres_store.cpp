#include "store/postgres_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <sodium.h>

namespace bandian::store {

namespace {

constexpr int touched_page = 1000;  // cases read at a time while nobody writes

using wire::Json;

Json to_json(const casework::Event& event) {
    Json entry = wire::to_json(event.entry);
    if (!event.by.empty()) entry["by"] = event.by;
    return {{"number", event.number}, {"at", utc(event.at)}, {"day", calendar::to_string(event.day)}, {"entry", std::move(entry)}};
}

Json to_json(const std::vector<app::OpenTask>& tasks) {
    Json rows = Json::array();
    for (const app::OpenTask& task : tasks)
        rows.push_back({{"path", task.path}, {"owner", task.owner}, {"state", word(task.state)}, {"since", calendar::to_string(task.since)},
                        {"due", wire::day_or_null(task.due)}, {"provisional", task.provisional},
                        {"turnsYellow", wire::day_or_null(task.turns_yellow)}, {"turnsRed", wire::day_or_null(task.turns_red)}});
    return rows;
}

void put(Json& json, const app::Projection& projection) {
    json["revision"] = projection.revision;
    json["reaches"] = wire::day_or_null(projection.reaches);
    json["attention"] = wire::day_or_null(projection.attention);
    json["openTasks"] = to_json(projection.open_tasks);
    json["timing"] = projection.timing.empty() ? Json(nullptr) : Json(projection.timing);
}

/// The days on which calendars differ, when they do.
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

app::Written written(const std::string& outcome) {
    if (outcome == "opened" || outcome == "appended") return app::Written::done;
    if (outcome == "repeated") return app::Written::repeated;
    if (outcome == "key-reused") return app::Written::key_reused;
    if (outcome == "stale") return app::Written::stale;
    if (outcome == "other-revision") return app::Written::other_revision;
    if (outcome == "overtaken") return app::Written::overtaken;
    return app::Written::absent;
}

casework::Event event_of(const Json& json) {
    const Json& entry_json = json.at("entry");
    auto entry = wire::to_entry(entry_json.at("do").get<std::string>(), entry_json, {"do", "by"});
    if (const auto* no = std::get_if<casework::Rejection>(&entry)) throw app::Damaged("entry " + json.at("number").dump() + " of its log cannot be read: " + no->detail);
    return {json.at("number").get<int>(), *wire::parse_instant(json.at("at").get<std::string>()), *calendar::parse_day(json.at("day").get<std::string>()),
            std::get<casework::Entry>(std::move(entry)), entry_json.value("by", std::string{})};
}

/// Throws app::Damaged.
std::vector<casework::Event> log_of(const pqxx::field& events) {
    if (events.is_null()) throw app::Damaged("its log is empty");
    std::vector<casework::Event> log;
    try {
        for (const Json& event : Json::parse(events.c_str())) log.push_back(event_of(event));
    } catch (const Json::exception& e) {
        throw app::Damaged("its log cannot be read: " + std::string{e.what()});
    }
    return log;
}

/// Case number, pack, version, revision and log, in the first five columns.
app::LoggedCase logged_in(const pqxx::row& row) {
    app::LoggedCase one{row[0].c_str(), row[1].c_str(), row[2].as<int>(), row[3].as<int>(), {}};
    try {
        one.log = log_of(row[4]);
    } catch (const app::Damaged& damage) {
        one.damage = damage.what();
    }
    return one;
}

/// Of a row of cases_in_reach, the closed case: its log, with the version and revision that the row has.
app::LoggedCase closed_in(const pqxx::row& row) {
    app::LoggedCase one{row[0].c_str(), row[1].c_str(), row[5].as<int>(), row[6].as<int>(), {}};
    try {
        one.log = log_of(row[4]);
    } catch (const app::Damaged& damage) {
        one.damage = damage.what();
    }
    return one;
}

std::map<std::string, app::Instant> instants_in(const pqxx::field& object) {
    std::map<std::string, app::Instant> all;
    const Json json = Json::parse(object.c_str());
    for (const auto& [name, at] : json.items()) all.emplace(name, wire::parse_instant(at.get<std::string>()).value());
    return all;
}

/// A row that is locked shows the case as it is now, but its log as it was when the statement began: whoever was entered in
/// between comes up again. Worked out from such a log, lists would say what is past.
void drop_overtaken(std::vector<app::LoggedCase>& cases) {
    std::erase_if(cases, [](const app::LoggedCase& one) { return one.damage.empty() && static_cast<int>(one.log.size()) < one.version; });
}

std::vector<app::LoggedCase> logged(const pqxx::result& rows) {
    std::vector<app::LoggedCase> cases;
    for (const pqxx::row row : rows) cases.push_back(logged_in(row));
    return cases;
}

app::OpenTask open_task_of(const Json& json) {
    const auto day = [&](const char* name) { return json.at(name).is_null() ? std::nullopt : calendar::parse_day(json.at(name).get<std::string>()); };
    return {json.at("path").get<std::string>(), json.at("owner").get<std::string>(), json.at("state") == "held" ? casework::TaskState::held : casework::TaskState::active,
            *day("since"), day("due"), json.at("provisional").get<bool>(), day("turnsYellow"), day("turnsRed")};
}

}  // namespace

app::WriteResult PostgresStore::open_case(const app::NewCase& c) {
    Json json{{"prefix", c.prefix}, {"year", c.year}, {"packHash", c.pack_hash}, {"process", c.process}, {"state", "open"}, {"at", utc(c.submission.at)},
              {"applicant", c.applicant}, {"site", c.site}, {"manager", c.manager}, {"events", Json::array({to_json(c.submission)})}};
    if (c.submitted_on) json["submittedOn"] = calendar::to_string(*c.submitted_on);
    if (c.submitted_on) json["timeZone"] = c.time_zone;
    put(json, c.projection);
    put(json, c.idempotency);
    const std::string text = json.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row = execute_kept(session, query("open_case"), text)[0];
        return app::WriteResult{written(row[0].c_str()), row[1].c_str(), row[2].is_null() ? 0 : row[2].as<int>(), row[3].c_str()};
    });
}

app::WriteResult PostgresStore::append(const app::NewEvents& e) {
    Json json{{"caseNo", e.case_no}, {"expected", e.expected_version}, {"state", word(e.state)}, {"at", e.events.empty() ? Json(nullptr) : Json(utc(e.events.front().at))},
              {"events", Json::array()}};
    put(json, e.projection);
    for (const casework::Event& event : e.events) json["events"].push_back(to_json(event));
    put(json, e.idempotency);
    const std::string text = json.dump(), retracted = Json(e.retracted).dump(), last_alarm = std::to_string(e.last_alarm.value_or(0));
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row = e.last_alarm ? execute(session, "select outcome, version from take_back($1::jsonb, $2::jsonb, $3::bigint)", text, retracted, last_alarm)[0] : execute_kept(session, "select outcome, version from append_events($1::jsonb)", text)[0];
        return app::WriteResult{written(row[0].c_str()), e.case_no, row[1].is_null() ? 0 : row[1].as<int>()};
    });
}

std::optional<app::StoredCase> PostgresStore::load(const std::string& case_no, const std::string& key) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<app::StoredCase> {
        const pqxx::result rows = execute_kept(session, query("load_case"), case_no, key.empty() ? nullptr : key.c_str());
        if (rows.empty()) return std::nullopt;
        const pqxx::row row = rows[0];
        app::StoredCase stored{row[0].c_str(), Json::parse(row[2].c_str()), Json::parse(row[3].c_str()), row[8].c_str(), log_of(row[4]), std::nullopt, row[9].c_str()};
        if (!row[5].is_null()) stored.answered = app::Answered{row[5].c_str(), row[6].c_str(), row[7].as<int>()};
        return stored;
    });
}

std::optional<app::Answered> PostgresStore::answered(const std::string& key) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<app::Answered> {
        const pqxx::result rows = execute(session, "select digest, case_no, version, receipt_salt_of(case_no) from idempotency where key = $1", key);
        if (rows.empty()) return std::nullopt;
        return app::Answered{rows[0][0].c_str(), rows[0][1].c_str(), rows[0][2].as<int>(), rows[0][3].c_str()};
    });
}

std::string PostgresStore::receipt_secret() {
    unsigned char fresh[32];
    randombytes_buf(fresh, sizeof fresh);
    char hex[sizeof fresh * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, fresh, sizeof fresh);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        // Several instances may start at once: the first one's secret stands.
        execute(session, "insert into setting (name, value) values ('receipt-secret', decode($1, 'hex')) on conflict do nothing", std::string{hex});
        const std::string stored = execute(session, "select encode(value, 'hex') from setting where name = $1", std::string{"receipt-secret"})[0][0].c_str();
        std::string secret(stored.size() / 2, '\0');
        sodium_hex2bin(reinterpret_cast<unsigned char*>(secret.data()), secret.size(), stored.data(), stored.size(), nullptr, nullptr, nullptr);
        return secret;
    });
}

bool PostgresStore::reachable() {
    try {
        return pool_.with([](pqxx::connection& connection) { return pqxx::nontransaction{connection}.exec("select 1").size() == 1; });
    } catch (const pqxx::failure&) {
        pool_.drop_idle();
        return false;
    }
}

void PostgresStore::dedicate(bool to_invented_cases) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        const bool empty = session.exec("select 1 from case_file limit 1").empty();
        const bool invented = !session.exec("select 1 from setting where name = 'invented-cases'").empty();
        if (to_invented_cases && !invented && !empty) throw app::Fault("Expected a database of invented cases for --demo, but this one has real ones: choose another --data.", false);
        if (!to_invented_cases && invented) throw app::Fault("Expected a database of real cases, but this one was made for --demo: choose another --data.", false);
        if (to_invented_cases) session.exec("insert into setting (name, value) values ('invented-cases', '') on conflict do nothing");
        return true;
    });
}

int PostgresStore::calendar_revision() {
    return ask(pool_, [](pqxx::transaction_base& session) { return session.exec("select revision from calendar_revision")[0][0].as<int>(); });
}

void PostgresStore::note_edition_files(const std::string& digest) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, query("note_edition_files"), digest);
        return true;
    });
}

std::string PostgresStore::noted_edition_files() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        return std::string{session.exec("select digest from calendar_revision")[0][0].c_str()};
    });
}

std::vector<app::ImportedEdition> PostgresStore::editions() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::ImportedEdition> all;
        for (const pqxx::row row : session.exec(query("editions"))) {
            app::ImportedEdition one{row[0].c_str(), row[1].c_str(), row[2].c_str(),
                                     *wire::parse_instant(row[3].c_str()), row[4].as<int>()};
            if (!row[5].is_null()) one.withdrawn_at = wire::parse_instant(row[5].c_str());
            if (!row[6].is_null()) one.withdrawn_revision = row[6].as<int>();
            all.push_back(std::move(one));
        }
        return all;
    });
}

app::Imported PostgresStore::import_edition(const app::ImportedEdition& edition,
                                            const std::optional<calendar::Span>& changes) {
    Json json{{"id", edition.id},
              {"region", edition.region},
              {"content", edition.content},
              {"at", utc(edition.imported_at)},
              {"revision", edition.revision}};
    put(json, changes);
    const std::string text = json.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const std::string outcome = execute(session, "select outcome from import_edition($1::jsonb)", text)[0][0].c_str();
        return outcome == "imported" ? app::Imported::done : outcome == "known" ? app::Imported::known : app::Imported::outdated;
    }, Repeat::must_not);
}

app::Withdrawn PostgresStore::withdraw_edition(const app::Withdrawal& what,
                                               const std::function<bool(const app::LoggedCase&)>& rests) {
    Json json{{"id", what.id}, {"revision", what.revision}, {"at", utc(what.at)}, {"by", what.by}};
    put(json, what.changes);
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        work.exec("select nobody_writes_meanwhile()");
        std::string last;
        for (bool more = true; more;) {
            const auto cases = logged(
                execute(work, query("cases_touched"), utc(what.looked_until), last, std::to_string(touched_page)));
            if (std::any_of(cases.begin(), cases.end(), rests)) return app::Withdrawn::rested_on;
            more = static_cast<int>(cases.size()) == touched_page;
            if (more) last = cases.back().case_no;
        }
        const std::string outcome =
            execute(work, "select outcome from withdraw_edition($1::jsonb)", json.dump())[0][0].c_str();
        work.commit();
        return outcome == "withdrawn" ? app::Withdrawn::done
               : outcome == "absent"  ? app::Withdrawn::absent
                                      : app::Withdrawn::outdated;
    });
}

std::vector<app::LoggedCase> PostgresStore::cases_touched(app::Instant since, const std::string& after, int limit) {
    const std::string from = utc(since), many = std::to_string(limit);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return logged(execute(session, query("cases_touched"), from, after, many));
    });
}

std::vector<app::TimedRow> PostgresStore::cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after, int limit) {
    const std::string from = calendar::to_string(first), to = calendar::to_string(last), many = std::to_string(limit);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::TimedRow> rows;
        for (const pqxx::row row : execute(session, query("cases_in_reach"), from, to, after, many)) {
            rows.push_back({row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str()});
            if (!row[4].is_null()) rows.back().closed = closed_in(row);
        }
        return rows;
    });
}

std::vector<app::LoggedCase> PostgresStore::newest_cases(int limit) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return logged(execute(session, query("recent_cases"), std::to_string(limit))); });
}

int PostgresStore::recalculate(const app::Footing& footing, int limit, app::Instant now, const std::function<app::Recalculated(const app::LoggedCase&)>& work_out) {
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        const std::string packs = Json(footing.packs).dump();
        auto taken = logged(execute(work, query("outdated_cases"), std::to_string(footing.revision), std::to_string(limit), packs));
        if (taken.empty()) taken = logged(execute(work, query("untimed_cases"), std::to_string(limit), packs));
        if (taken.empty())
            taken = logged(execute(work, query("closed_cases_to_recalculate"), std::to_string(limit), packs));
        if (taken.empty()) return 0;
        drop_overtaken(taken);
        Json rows = Json::array();
        for (const app::LoggedCase& one : taken) {
            try {
                rows.push_back(to_json(work_out(one), now));
            } catch (const app::Damaged&) {
                // Nothing can be worked out; it is not to come up again and again.
                execute(work,
                        "update case_file set revision = $2::int, timing = '', recalculate = false where case_no = $1",
                        one.case_no, std::to_string(footing.revision));
            }
        }
        execute(work, "select rewrite_projections($1::jsonb)", rows.dump());
        work.commit();
        return static_cast<int>(taken.size());
    });
}

int PostgresStore::sweep(const app::Footing& footing, calendar::Day day, int limit, const std::function<app::Swept(const app::LoggedCase&)>& work_out) {
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        if (work.exec("select current_revision_for_writing()")[0][0].as<int>() != footing.revision) return 0;
        const pqxx::result rows_taken = execute(work, query("cases_to_look_at"), calendar::to_string(day), std::to_string(limit), Json(footing.packs).dump());
        std::vector<app::LoggedCase> taken;
        for (const pqxx::row row : rows_taken) {
            taken.push_back(logged_in(row));
            taken.back().handed_over = instants_in(row[5]);
            taken.back().owes = row[6].as<bool>();
        }
        if (taken.empty()) return 0;
        drop_overtaken(taken);
        Json looked = Json::array(), changed = Json::array();
        for (const app::LoggedCase& one : taken) {
            app::Swept swept;
            try {
                swept = work_out(one);
            } catch (const app::Damaged&) {
                // Left for tomorrow, so that it does not stand in the way of the others; the audit tells of it.
                execute(work, "update case_file set attention = $2::date + 1 where case_no = $1", one.case_no, calendar::to_string(day));
                continue;
            }
            Json json{{"caseNo", swept.case_no}, {"version", swept.version}, {"at", utc(swept.at)}, {"alarms", Json::array()}};
            for (const app::Alarm& alarm : swept.alarms) json["alarms"].push_back({{"clock", alarm.clock}, {"rung", alarm.rung}, {"day", calendar::to_string(alarm.day)}});
            if (swept.events.empty()) {  // so that everything else the record has of it holds
                json["attention"] = wire::day_or_null(swept.projection.attention);
                json["revision"] = swept.projection.revision;
                looked.push_back(std::move(json));
                continue;
            }
            json["state"] = word(swept.state);
            put(json, swept.projection);
            for (const casework::Event& event : swept.events) json["events"].push_back(to_json(event));
            changed.push_back(std::move(json));
        }
        if (!looked.empty()) execute(work, query("record_looks"), looked.dump());
        if (!changed.empty()) execute(work, "select record_sweep($1::jsonb)", changed.dump());
        work.commit();
        return static_cast<int>(taken.size());
    });
}

bool PostgresStore::wants_sweep(calendar::Day day) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return execute_kept(session, "select exists (select from case_file where attention <= $1::date)", calendar::to_string(day))[0][0].as<bool>(); });
}

std::vector<app::RaisedAlarm> PostgresStore::alarms_of(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::RaisedAlarm> all;
        for (const pqxx::row row : execute_kept(session, "select number, clock, rung, day, to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), retracted_at is not null from alarm where case_no = $1 order by number", case_no))
            all.push_back({row[0].as<std::int64_t>(), row[1].c_str(), row[2].c_str(), *day_in(row, 3), row[4].c_str(), row[5].as<bool>()});
        return all;
    });
}

bool PostgresStore::hand(const std::string& case_no, const std::string& account, const app::Actor& by, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "with handed as (update case_file set manager = $2 where case_no = $1 and exists (select from account a where a.name = $2 and a.active) returning case_no) "
                                "insert into trace (at, account, source, what, case_no) select $3::timestamptz, $4, $5, 'handed to ' || $2, case_no from handed",
                       case_no, account, utc(now), by.account, by.source).affected_rows() == 1;
    });
}

bool PostgresStore::claim(const std::string& case_no, const std::string& path, const std::string& account) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "insert into claimed_task select case_no, path, $3 from open_task where case_no = $1 and path = $2 on conflict (case_no, path) do update set account = excluded.account",
                       case_no, path, account).affected_rows() == 1;
    });
}

bool PostgresStore::add_note(const std::string& case_no, const app::Actor& by, const app::Note& note,
                             const std::string& key, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, query("add_note"), case_no, utc(now), by.account, note.text, key, by.source, note.department);
        return !execute(session, "select 1 from note where key = $1 and case_no = $2 and text = $3", key, case_no,
                        note.text)
                    .empty();
    });
}

std::vector<app::Note> PostgresStore::notes_of(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::Note> all;
        for (const pqxx::row row : execute_kept(session, query("notes_of_case"), case_no))
            all.push_back({row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str()});
        return all;
    });
}

bool PostgresStore::hand_over(const std::string& case_no, const app::HandOver& what, const std::string& key, app::Instant now) {
    const std::string on = calendar::to_string(what.on);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "insert into handed_over (case_no, task, recipient, how, on_day, account, key, at) values ($1, $2, $3, $4, $5::date, $6, $7, $8::timestamptz) on conflict do nothing",
                case_no, what.task, what.recipient, what.how, on, what.by, key, utc(now));
        return !execute(session, "select 1 from handed_over where key = $1 and case_no = $2 and task = $3 and recipient = $4 and how = $5 and on_day = $6::date", key, case_no, what.task, what.recipient, what.how, on).empty();
    });
}

std::vector<app::HandOver> PostgresStore::handed_over(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::HandOver> all;
        for (const pqxx::row row : execute(session, "select task, recipient, how, on_day, account, to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') from handed_over where case_no = $1 order by number", case_no))
            all.push_back({row[0].c_str(), row[1].c_str(), row[2].c_str(), *day_in(row, 3), row[4].c_str(), row[5].c_str()});
        return all;
    });
}

std::vector<app::Flaw> PostgresStore::flaws() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::Flaw> all;
        for (const char* name : {"flaws_of_events", "flaws_of_trace"})
            for (const pqxx::row row : session.exec(query(name))) all.push_back({row[0].c_str(), row[1].c_str()});
        return all;
    });
}

std::vector<app::ProjectedCase> PostgresStore::projected(const std::string& after, int limit) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::result rows = execute(session, query("projected_cases"), after, std::to_string(limit));
        std::vector<app::ProjectedCase> all;
        for (const pqxx::row row : rows) {
            app::ProjectedCase one{logged_in(row), row[5].c_str(), {}, row[7].c_str(), day_in(row, 8), row[9].c_str()};
            one.logged.handed_over = instants_in(row[10]);
            one.logged.owes = row[11].as<bool>();
            for (const Json& task : Json::parse(row[6].c_str())) one.open_tasks.push_back(open_task_of(task));
            all.push_back(std::move(one));
        }
        return all;
    });
}

int PostgresStore::rewrite(const std::vector<app::Recalculated>& projections, app::Instant now) {
    Json rows = Json::array();
    for (const app::Recalculated& one : projections) rows.push_back(to_json(one, now));
    const std::string text = rows.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) { return execute(session, "select rewrite_projections($1::jsonb)", text)[0][0].as<int>(); });
}

bool PostgresStore::seal(calendar::Day day, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute_kept(session, "select seal_trace($1::date, $2::timestamptz)", calendar::to_string(day), utc(now));
        return execute(session, "select seal($1::date, $2::timestamptz)", calendar::to_string(day), utc(now))[0][0].as<bool>();
    });
}

std::vector<app::Move> PostgresStore::moves_of(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::Move> moves;
        for (const pqxx::row row : execute_kept(session,
                                                "select edition, clock, due_before, due_after, withdrawn from "
                                                "moved_case where case_no = $1 order by at, number",
                                                case_no)) {
            app::Move move;
            move.edition = row[0].c_str();
            move.clock = row[1].c_str();
            move.before = day_in(row, 2);
            move.after = day_in(row, 3);
            move.withdrawn = row[4].as<bool>();
            moves.push_back(std::move(move));
        }
        return moves;
    });
}

std::optional<app::Instant> PostgresStore::last_entry() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        const pqxx::row row = session.exec("select to_char(greatest((select max(at) from event), (select max(raised_at) from alarm)) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")[0];
        return row[0].is_null() ? std::nullopt : wire::parse_instant(row[0].c_str());
    });
}

namespace {

std::vector<packs::KeptPack> kept_of(pqxx::transaction_base& session, const std::string& id) {
    std::vector<packs::KeptPack> all;
    for (const pqxx::row row :
         execute(session, "select hash, version, coalesce(meaning, '') from pack where id = $1", id))
        all.push_back({row[0].c_str(), row[1].as<int>(), row[2].c_str()});
    return all;
}

}  // namespace

std::optional<int> PostgresStore::keep_pack(const std::string& id, const packs::KeptPack& pack,
                                            const packs::PackFiles& files, app::Instant now) {
    const std::string version = std::to_string(pack.version), at = utc(now);
    return on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) -> std::optional<int> {
        pqxx::work work{connection};
        execute(work, "select pg_advisory_xact_lock(hashtextextended('pack ' || $1::text, 0))", id);
        if (const auto owed = packs::version_owed(kept_of(work, id), pack)) return owed;
        const bool fresh = !execute(work,
                                    "insert into pack (hash, id, version, meaning, recorded_at) values ($1, $2, "
                                    "$3::int, $4, $5::timestamptz) on conflict do nothing returning 1",
                                    pack.hash, id, version, pack.meaning, at)
                                .empty();
        // Of the same files: what an older program could not tell.
        if (!fresh)
            execute(work, "update pack set meaning = $2 where hash = $1 and meaning is distinct from $2", pack.hash,
                    pack.meaning);
        for (const auto& [name, bytes] : files.content)
            if (fresh)
                execute(work, "insert into pack_file (hash, name, bytes) values ($1, $2, $3::bytea)", pack.hash, name,
                        as_bytes(bytes));
        work.commit();
        return std::nullopt;
    });
}

void PostgresStore::note_meaning(const std::string& hash, const std::string& meaning) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "update pack set meaning = $2 where hash = $1", hash, meaning);
        return true;
    });
}

std::vector<ShelvedPack> PostgresStore::kept_packs(const std::vector<std::string>& but) {
    const std::string passed_over = Json(but).dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<ShelvedPack> all;
        for (const pqxx::row row : execute(session, query("kept_packs"), passed_over)) {
            ShelvedPack one{{row[0].c_str(), row[2].as<int>(), row[3].c_str()}, {}};
            one.files.folder = std::string{"kept pack "} + row[1].c_str();
            const Json content = row[4].is_null() ? Json::object() : Json::parse(row[4].c_str());
            for (const auto& [name, hex] : content.items())
                one.files.content.emplace(name, from_hex(hex.get_ref<const std::string&>()));
            all.push_back(std::move(one));
        }
        return all;
    });
}

std::vector<std::string> PostgresStore::kept_pack_hashes() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<std::string> all;
        for (const pqxx::row row : session.exec("select hash from pack order by hash"))
            all.push_back(row[0].c_str());
        return all;
    });
}

std::vector<ShelfRow> PostgresStore::pack_shelf() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<ShelfRow> all;
        for (const pqxx::row row : session.exec(query("pack_shelf")))
            all.push_back({row[0].c_str(),
                           {row[2].c_str(), row[1].as<int>(), row[3].c_str()},
                           row[4].c_str(),
                           row[5].as<int>(),
                           row[6].as<int>()});
        return all;
    });
}

}  // namespace bandian::store
