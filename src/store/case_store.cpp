#include "store/case_store.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"

#include <sodium.h>

namespace bandian::store {

namespace {

using wire::Json;

app::Written written(const std::string& outcome) {
    if (outcome == "opened" || outcome == "appended") return app::Written::done;
    if (outcome == "repeated") return app::Written::repeated;
    if (outcome == "key-reused") return app::Written::key_reused;
    if (outcome == "stale") return app::Written::stale;
    if (outcome == "other-revision") return app::Written::other_revision;
    if (outcome == "overtaken") return app::Written::overtaken;
    return app::Written::absent;
}

int version_in(const pqxx::row& row) { return row["version"].is_null() ? 0 : row["version"].as<int>(); }

}  // namespace

app::WriteResult StoredCases::open_case(const app::NewCase& c) {
    Json json{{"prefix", c.prefix},
              {"year", c.year},
              {"packHash", c.pack_hash},
              {"process", c.process},
              {"state", "open"},
              {"at", utc(c.submission.at)},
              {"applicant", c.applicant},
              {"site", c.site},
              {"manager", c.manager},
              {"events", Json::array({to_json(c.submission)})},
              {"submittedAt", utc(c.submitted_at)},
              {"submittedOn", calendar::to_string(c.submitted_on)}};
    put(json, c.projection);
    put(json, c.idempotency);
    const std::string text = json.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row = execute_kept(session, query("open_case"), text)[0];
        return app::WriteResult{written(text_in(row, "outcome")), text_in(row, "case_no"), version_in(row),
                                text_in(row, "receipt_salt")};
    });
}

app::WriteResult StoredCases::append(const app::NewEvents& e) {
    Json json{{"caseNo", e.case_no},
              {"expected", e.expected_version},
              {"state", word(e.state)},
              {"at", e.events.empty() ? Json(nullptr) : Json(utc(e.events.front().at))},
              {"events", Json::array()}};
    put(json, e.projection);
    for (const casework::Event& event : e.events) json["events"].push_back(to_json(event));
    put(json, e.idempotency);
    const std::string text = json.dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row = e.last_alarm ? execute(session, query("take_back"), text, Json(e.retracted).dump(),
                                                     std::to_string(*e.last_alarm))[0]
                                           : execute_kept(session, query("append_events"), text)[0];
        return app::WriteResult{written(text_in(row, "outcome")), e.case_no, version_in(row)};
    });
}

std::optional<app::StoredCase> StoredCases::load(const std::string& case_no, const std::string& key) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<app::StoredCase> {
        const pqxx::result rows =
            execute_kept(session, query("load_case"), case_no, key.empty() ? nullptr : key.c_str());
        if (rows.empty()) return std::nullopt;
        const pqxx::row row = rows[0];
        app::StoredCase stored{text_in(row, "pack_hash"),
                               Json::parse(row["applicant"].c_str()),
                               Json::parse(row["site"].c_str()),
                               text_in(row, "manager"),
                               log_in(row),
                               std::nullopt,
                               text_in(row, "receipt_salt")};
        if (!row["answered_digest"].is_null())
            stored.answered = app::Answered{text_in(row, "answered_digest"), text_in(row, "answered_case_no"),
                                            row["answered_version"].as<int>()};
        return stored;
    });
}

std::optional<app::Answered> StoredCases::answered(const std::string& key) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<app::Answered> {
        const pqxx::result rows = execute(session, query("answered"), key);
        if (rows.empty()) return std::nullopt;
        const pqxx::row row = rows[0];
        return app::Answered{text_in(row, "digest"), text_in(row, "case_no"), row["version"].as<int>(),
                             text_in(row, "receipt_salt")};
    });
}

std::string StoredCases::receipt_secret() {
    std::string fresh(32, '\0');
    randombytes_buf(fresh.data(), fresh.size());
    return ask(pool_, [&](pqxx::transaction_base& session) {
        // Several instances may start at once: the first one's secret stands.
        execute(session, query("offer_receipt_secret"), to_hex(fresh));
        return from_hex(session.exec(query("receipt_secret"))[0]["secret"].c_str());
    });
}

}  // namespace bandian::store
