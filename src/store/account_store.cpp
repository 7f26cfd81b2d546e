#include "store/account_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

#include <nlohmann/json.hpp>
#include <sodium.h>

#include <algorithm>
#include <numeric>

namespace bandian::store {

namespace {

using Json = nlohmann::json;

app::Account account_in(const pqxx::row& row) {
    app::Account account;
    account.actor.account = text_in(row, "name");
    account.actor.display = text_in(row, "display");
    account.actor.department = text_in(row, "department");
    for (const auto& name : Json::parse(row["roles"].c_str()))
        if (const auto role = app::role_of(name.get<std::string>())) account.actor.roles.insert(*role);
    account.password = text_in(row, "password");
    account.active = row["active"].as<bool>();
    account.deputy = text_in(row, "deputy");
    account.absent_until = day_in(row, "absent_until");
    return account;
}

app::SessionRow session_in(const pqxx::row& row) {
    app::SessionRow found{account_in(row), text_in(row, "kind"), instant_in(row, "seen").value(),
                          instant_in(row, "ends").value()};
    for (const auto& one : Json::parse(row["stands_in_for"].c_str()))
        found.account.actor.stands_in_for.push_back(
            {one.at("account"), one.at("display"), calendar::parse_day(one.at("until").get<std::string>()).value()});
    found.account.actor.leave = app::leave_in(text_in(row, "scopes"));
    return found;
}

app::OwnSession own_session_in(const pqxx::row& row) {
    return {text_in(row, "id"),
            text_in(row, "kind"),
            instant_in(row, "began").value(),
            instant_in(row, "seen").value(),
            instant_in(row, "ends").value(),
            text_in(row, "source"),
            row["this_one"].as<bool>()};
}

app::Tally tally_in(const pqxx::row& row) { return {row["count"].as<int>(), instant_in(row, "last").value()}; }

std::string accounts_where(const std::string& condition) {
    std::string sql = query("accounts");
    return sql.replace(sql.find("{where}"), 7, condition);
}

/// For the trace; not the password, and not who he is elsewhere. flaws_beside_log.sql reads department and roles in it.
std::string said_of(const app::Account& account, bool was_there, bool same_password, bool with_subject) {
    const std::string& name = account.actor.account;
    if (!account.active) return "removed user " + name;
    std::string roles;
    for (const app::Role role : account.actor.roles) roles.append(roles.empty() ? "" : "+").append(word(role));
    return (was_there ? "changed user " : "added user ") + name + ": " + account.actor.department + ", " + roles +
           (same_password              ? ""
            : account.password.empty() ? ", no password"
                                       : ", password set") +
           (with_subject ? ", subject set" : "");
}

template <class Row>
std::optional<Row> first(std::vector<Row> rows) {
    return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

constexpr int portion = 1000;  // of what is cleared away at once, so that nobody waits long for a lock

template <class... Parameters>
void clear(Pool& pool, const char* statement, const Parameters&... parameters) {
    const auto clear_some = [&](pqxx::transaction_base& session) {
        return static_cast<int>(execute(session, query(statement), parameters...).affected_rows());
    };
    while (ask(pool, clear_some) >= portion) {
    }
}

}  // namespace

std::optional<app::Account> StoredAccounts::account(const std::string& name) {
    return first(all_of(pool_, account_in, accounts_where("a.name = $1"), name));
}

std::optional<app::Account> StoredAccounts::account_of_subject(const std::string& subject) {
    return first(all_of(pool_, account_in, accounts_where("a.subject = $1"), subject));
}

std::vector<app::Account> StoredAccounts::accounts() { return all_of(pool_, account_in, accounts_where("true")); }

std::map<std::string, std::string> StoredAccounts::names(const std::set<std::string>& accounts) {
    const auto name_in = [](const pqxx::row& row) { return std::pair{text_in(row, "name"), text_in(row, "display")}; };
    const auto all = all_of_kept(pool_, name_in, query("names_of_accounts"), Json(accounts).dump());
    return {all.begin(), all.end()};
}

void StoredAccounts::put_account(const app::Account& account, const std::string& subject, const app::Actor& by,
                                 app::Instant now) {
    Json roles = Json::array();
    for (const app::Role role : account.actor.roles) roles.push_back(word(role));
    const std::string& name = account.actor.account;
    const std::string active = account.active ? "true" : "false";
    on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        const pqxx::result before = execute(work, query("account_before_change"), name, account.password,
                                            account.actor.department, roles.dump());
        execute(work, query("put_account"), name, account.actor.display, account.actor.department, roles.dump(),
                account.password, subject, active);
        const bool same_password = !before.empty() && before[0]["same_password"].as<bool>(),
                   same_work = !before.empty() && before[0]["same_work"].as<bool>();
        execute(work, query("add_trace"), utc(now), by.account, by.source,
                said_of(account, !before.empty(), same_password, !subject.empty()), std::string{}, std::string{});
        // Afterwards: one that began until now with what held before is seen, and none begins while the account is
        // locked.
        if (!account.active) execute(work, query("end_sessions_of"), name);
        if (!same_password) {
            execute(work, query("end_browser_sessions_of"), name, std::string{});
            execute(work, query("forget_browsers_of"), name, std::string{});
        }
        if (!account.active || !same_work) execute(work, query("end_deputies_of"), name);
        work.commit();
        return true;
    });
}

void StoredAccounts::set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until,
                                const app::Actor& by, const std::string& what, app::Instant now) {
    carry_out_kept(pool_, query("set_deputy"), name, deputy, until ? calendar::to_string(*until) : std::string{},
                   utc(now), by.account, by.source, what);
}

void StoredAccounts::begin_session(const std::string& hash, const app::Account& account, const std::string& kind,
                                   app::Instant now, app::Instant ends) {
    carry_out_kept(pool_, query("begin_session"), to_hex(hash), account.actor.account, kind, utc(now), utc(ends),
                   account.password);
}

std::optional<app::SessionRow> StoredAccounts::session(const std::string& hash) {
    return first(all_of_kept(pool_, session_in, query("session"), to_hex(hash)));
}

void StoredAccounts::touch_session(const std::string& hash, app::Instant now) {
    carry_out_kept(pool_, query("touch_session"), to_hex(hash), utc(now));
}

void StoredAccounts::end_session(const std::string& hash) { carry_out_kept(pool_, query("end_session"), to_hex(hash)); }

void StoredAccounts::note_source(const std::string& hash, const std::string& source) {
    carry_out_kept(pool_, query("note_source"), to_hex(hash), source);
}

std::vector<app::OwnSession> StoredAccounts::sessions_of(const std::string& account, const std::string& hash,
                                                         app::Instant now, app::Instant idle_since) {
    return all_of(pool_, own_session_in, query("sessions_of_account"), account, to_hex(hash), utc(now),
                  utc(idle_since));
}

bool StoredAccounts::end_session_of(const std::string& account, const std::string& id) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return !execute(session, query("end_session_of"), account, id).empty();
    });
}

int StoredAccounts::end_other_sessions(const std::string& account, const std::string& hash) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return static_cast<int>(execute(session, query("end_browser_sessions_of"), account, to_hex(hash)).size());
    });
}

bool StoredAccounts::change_password(const app::Account& account, const std::string& password, const std::string& hash,
                                     const std::string& browser) {
    const std::string& name = account.actor.account;
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        if (execute(work, query("change_password"), name, account.password, password).empty()) return false;
        execute(work, query("end_browser_sessions_of"), name, to_hex(hash));
        execute(work, query("forget_browsers_of"), name, browser);
        work.commit();
        return true;
    });
}

int StoredAccounts::bucket_of(const app::CountedBy& counter) {
    std::call_once(key_fetched_, [this] {
        key_ = ask(pool_, [](pqxx::transaction_base& session) {
            return from_hex(session.exec(query("guess_key"))[0]["key"].c_str());
        });
    });
    const std::string text = key_ + counter.kind + '\n' + counter.whose;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return hash[0] << 8 | hash[1];
}

void StoredAccounts::change_tallies(const std::vector<app::CountedBy>& counters,
                                    const std::function<bool(std::vector<app::Tally>&)>& change) {
    std::vector<std::string> buckets;
    for (const app::CountedBy& one : counters) buckets.push_back(std::to_string(bucket_of(one)));
    // Locked in the same order by everybody.
    std::vector<std::size_t> order(counters.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return counters[a].kind < counters[b].kind; });
    on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        std::vector<app::Tally> tallies(counters.size());
        for (const std::size_t i : order)
            tallies[i] = tally_in(execute(work, query("lock_tally"), counters[i].kind, buckets[i])[0]);
        if (!change(tallies)) return false;  // nothing is written
        for (const std::size_t i : order)
            execute(work, query("keep_tally"), counters[i].kind, buckets[i], std::to_string(tallies[i].count),
                    utc(tallies[i].last));
        work.commit();
        return true;
    });
}

std::vector<app::Tally> StoredAccounts::tallies(const std::vector<app::CountedBy>& counters) {
    Json asked = Json::array();
    for (std::size_t i = 0; i < counters.size(); ++i)
        asked.push_back({{"kind", counters[i].kind}, {"bucket", bucket_of(counters[i])}, {"place", i}});
    const auto placed_in = [](const pqxx::row& row) { return std::pair{row["place"].as<int>(), tally_in(row)}; };
    std::vector<app::Tally> all(counters.size());
    for (const auto& [place, tally] : all_of(pool_, placed_in, query("tallies"), asked.dump()))
        all[static_cast<std::size_t>(place)] = tally;
    return all;
}

app::KnownBy StoredAccounts::known(const std::string& account, const std::string& browser,
                                   const std::string& session_hash, const std::string& place,
                                   app::Instant place_since) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row =
            execute(session, query("known_by"), account, browser, to_hex(session_hash), place, utc(place_since))[0];
        return row["by_browser"].as<bool>() ? app::KnownBy::browser
               : row["by_place"].as<bool>() ? app::KnownBy::place
                                            : app::KnownBy::nothing;
    });
}

bool StoredAccounts::is_browser(const std::string& browser) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return !execute(session, query("is_browser"), browser).empty();
    });
}

void StoredAccounts::remember(const std::string& account, const std::string& kind, const std::string& mark,
                              app::Instant now) {
    carry_out_kept(pool_, query("remember_familiar"), account, kind, mark, utc(now));
}

void StoredAccounts::clear_past(app::Instant now, app::Instant tallied, app::Instant places, app::Instant browsers) {
    clear(pool_, "clear_sessions", utc(now));
    clear(pool_, "clear_tallies", utc(tallied));
    clear(pool_, "clear_familiar", std::string{"place"}, utc(places));
    clear(pool_, "clear_familiar", std::string{"browser"}, utc(browsers));
}

void StoredAccounts::trace(app::Instant now, const std::string& account, const std::string& source,
                           const std::string& what, const std::string& case_no) {
    carry_out_kept(pool_, query("add_trace"), utc(now), account, source, what, case_no, std::string{});
}

}  // namespace bandian::store
