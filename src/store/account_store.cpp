#include "store/account_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"
#include "wire/instant.hpp"

#include <sodium.h>

#include <algorithm>
#include <numeric>

namespace bandian::store {

namespace {

const std::string columns = "a.name, a.display, a.department, to_jsonb(a.roles), coalesce(a.password, ''), a.active, coalesce(a.deputy, ''), a.absent_until";
const std::string colleagues = "(select coalesce(jsonb_agg(jsonb_build_object('account', d.name, 'display', d.display, 'until', d.absent_until) order by d.name), '[]') from account d where d.deputy = a.name and d.absent_until is not null)";
const std::string moment = "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'";

app::Account account_in(const pqxx::row& row) {
    app::Account account;
    account.actor.account = row[0].c_str();
    account.actor.display = row[1].c_str();
    account.actor.department = row[2].c_str();
    for (const auto& name : nlohmann::json::parse(row[3].c_str()))
        if (const auto role = app::role_of(name.get<std::string>())) account.actor.roles.insert(*role);
    account.password = row[4].c_str();
    account.active = row[5].as<bool>();
    account.deputy = row[6].c_str();
    account.absent_until = day_in(row, 7);
    return account;
}

std::optional<app::Account> one(const pqxx::result& rows) { return rows.empty() ? std::nullopt : std::optional{account_in(rows[0])}; }

template <class... Parameters>
void carry_out(Pool& pool, const std::string& sql, Parameters... parameters) {
    ask(pool, [&](pqxx::transaction_base& session) {
        execute_kept(session, sql, parameters...);
        return true;
    });
}

}  // namespace

std::optional<app::Account> StoredAccounts::account(const std::string& name) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return one(execute(session, "select " + columns + " from account a where a.name = $1", name)); });
}

std::optional<app::Account> StoredAccounts::account_of_subject(const std::string& subject) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return one(execute(session, "select " + columns + " from account a where a.subject = $1", subject)); });
}

std::vector<app::Account> StoredAccounts::accounts() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::Account> all;
        for (const pqxx::row row : session.exec("select " + columns + " from account a order by a.name")) all.push_back(account_in(row));
        return all;
    });
}

std::map<std::string, std::string> StoredAccounts::names(const std::set<std::string>& accounts) {
    const std::string asked = nlohmann::json(accounts).dump();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::map<std::string, std::string> names;
        for (const pqxx::row row : execute_kept(session, "select name, display from account where name = any(translate($1, '[]', '{}')::text[])", asked)) names.emplace(row[0].c_str(), row[1].c_str());
        return names;
    });
}

void StoredAccounts::put_account(const app::Account& account, const std::string& subject) {
    nlohmann::json roles = nlohmann::json::array();
    for (const app::Role role : account.actor.roles) roles.push_back(word(role));
    const std::string& name = account.actor.account;
    on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        const pqxx::result before =
            execute(work,
                    "select coalesce(password, '') = $2, department = $3 and to_jsonb(roles) @> $4::jsonb "
                    "and to_jsonb(roles) <@ $4::jsonb from account where name = $1 for update",
                    name, account.password, account.actor.department, roles.dump());
        execute(work,
                "insert into account (name, display, department, roles, password, subject, active) "
                "values ($1, $2, $3, array(select jsonb_array_elements_text($4::jsonb)), nullif($5, ''), nullif($6, "
                "''), $7::boolean) "
                "on conflict (name) do update set display = excluded.display, department = excluded.department, "
                "roles = excluded.roles, password = excluded.password, "
                "subject = coalesce(excluded.subject, account.subject), active = excluded.active",
                name, account.actor.display, account.actor.department, roles.dump(), account.password, subject,
                std::string{account.active ? "true" : "false"});
        // Afterwards: one that began until now with what held before is seen, and none begins while the account is
        // locked.
        if (!account.active) execute(work, "delete from session where account = $1", name);
        const bool same_password = !before.empty() && before[0][0].as<bool>(),
                   same_work = !before.empty() && before[0][1].as<bool>();
        if (!same_password) {
            execute(work, "delete from session where account = $1 and kind = 'browser'", name);
            execute(work, "delete from familiar where account = $1 and kind = 'browser'", name);
        }
        if (!account.active || !same_work)
            execute(work, "update account set deputy = null, absent_until = null where name = $1 or deputy = $1", name);
        work.commit();
        return true;
    });
}

void StoredAccounts::set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until, const app::Actor& by, const std::string& what, app::Instant now) {
    carry_out(pool_, "with named as (update account set deputy = nullif($2, ''), absent_until = nullif($3, '')::date where name = $1 returning name) "
                     "insert into trace (at, account, source, what) select $4::timestamptz, $5, $6, $7 from named",
              name, deputy, until ? calendar::to_string(*until) : std::string{}, utc(now), by.account, by.source, what);
}

void StoredAccounts::begin_session(const std::string& hash, const app::Account& account, const std::string& kind, app::Instant now, app::Instant ends) {
    carry_out(pool_,
              "insert into session select decode($1, 'hex'), a.name, $3, $4::timestamptz, $4::timestamptz, $5::timestamptz "
              "from account a where a.name = $2 and a.active and coalesce(a.password, '') = $6 for share of a on conflict do nothing",
              to_hex(hash), account.actor.account, kind, utc(now), utc(ends), account.password);
}

std::optional<app::SessionRow> StoredAccounts::session(const std::string& hash) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<app::SessionRow> {
        const pqxx::result rows = execute_kept(
            session,
            "select " + columns + ", s.kind, to_char(s.seen at time zone 'UTC', " + moment +
                "), to_char(s.ends at time zone 'UTC', " + moment + "), " + colleagues +
                ", coalesce(array_to_string(s.scopes, ','), '') from session s join account a on a.name = s.account "
                "where s.hash = decode($1, 'hex')",
            to_hex(hash));
        if (rows.empty()) return std::nullopt;
        app::SessionRow found{account_in(rows[0]), rows[0][8].c_str(), wire::parse_instant(rows[0][9].c_str()).value(), wire::parse_instant(rows[0][10].c_str()).value()};
        for (const auto& one : nlohmann::json::parse(rows[0][11].c_str()))
            found.account.actor.stands_in_for.push_back({one.at("account"), one.at("display"), calendar::parse_day(one.at("until").get<std::string>()).value()});
        found.account.actor.leave = app::leave_in(rows[0][12].c_str());
        return found;
    });
}

void StoredAccounts::touch_session(const std::string& hash, app::Instant now) { carry_out(pool_, "update session set seen = $2::timestamptz where hash = decode($1, 'hex')", to_hex(hash), utc(now)); }

void StoredAccounts::end_session(const std::string& hash) { carry_out(pool_, "delete from session where hash = decode($1, 'hex')", to_hex(hash)); }

void StoredAccounts::note_source(const std::string& hash, const std::string& source) {
    carry_out(pool_, "update session set source = $2 where hash = decode($1, 'hex')", to_hex(hash), source);
}

std::vector<app::OwnSession> StoredAccounts::sessions_of(const std::string& account, const std::string& hash,
                                                         app::Instant now, app::Instant idle_since) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::OwnSession> all;
        const auto instant = [](const pqxx::field& field) { return wire::parse_instant(field.c_str()).value(); };
        for (const pqxx::row row :
             execute(session, query("sessions_of_account"), account, to_hex(hash), utc(now), utc(idle_since)))
            all.push_back({row["id"].c_str(), row["kind"].c_str(), instant(row["began"]), instant(row["seen"]),
                           instant(row["ends"]), row["source"].c_str(), row["this_one"].as<bool>()});
        return all;
    });
}

// The id is compared as text: what is no id is nobody's.
bool StoredAccounts::end_session_of(const std::string& account, const std::string& id) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return !execute(session, "delete from session where account = $1 and id::text = $2 returning id", account, id)
                    .empty();
    });
}

int StoredAccounts::end_other_sessions(const std::string& account, const std::string& hash) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return static_cast<int>(
            execute(session,
                    "delete from session where account = $1 and kind = 'browser' and hash <> decode($2, 'hex') "
                    "returning id",
                    account, to_hex(hash))
                .size());
    });
}

bool StoredAccounts::change_password(const app::Account& account, const std::string& password, const std::string& hash,
                                     const std::string& browser) {
    const std::string& name = account.actor.account;
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        if (execute(work,
                    "update account set password = $3 where name = $1 and active and coalesce(password, '') = $2 "
                    "returning name",
                    name, account.password, password)
                .empty())
            return false;
        execute(work, "delete from session where account = $1 and kind = 'browser' and hash <> decode($2, 'hex')", name,
                to_hex(hash));
        execute(work, "delete from familiar where account = $1 and kind = 'browser' and mark <> $2", name, browser);
        work.commit();
        return true;
    });
}

int StoredAccounts::bucket_of(const app::CountedBy& counter) {
    std::call_once(key_fetched_, [this] {
        key_ = ask(pool_, [](pqxx::transaction_base& session) {
            return from_hex(session.exec("select encode(key, 'hex') from guess_key")[0][0].c_str());
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
        for (const std::size_t i : order) {
            const pqxx::result row =
                execute(work,
                        "insert into tally as t values ($1, $2::int, 0, 'epoch') on conflict (kind, bucket) "
                        "do update set count = t.count returning count, to_char(last at time zone 'UTC', " +
                            moment + ")",
                        counters[i].kind, buckets[i]);
            tallies[i] = {row[0][0].as<int>(), wire::parse_instant(row[0][1].c_str()).value()};
        }
        if (!change(tallies)) return false;  // nothing is written
        for (const std::size_t i : order)
            execute(work,
                    "update tally set count = $3::int, last = $4::timestamptz where kind = $1 and bucket = $2::int",
                    counters[i].kind, buckets[i], std::to_string(tallies[i].count), utc(tallies[i].last));
        work.commit();
        return true;
    });
}

std::vector<app::Tally> StoredAccounts::tallies(const std::vector<app::CountedBy>& counters) {
    std::vector<app::Tally> all(counters.size());
    nlohmann::json asked = nlohmann::json::array();
    for (std::size_t i = 0; i < counters.size(); ++i)
        asked.push_back({{"kind", counters[i].kind}, {"bucket", bucket_of(counters[i])}, {"place", i}});
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::result rows = execute(session,
                                          "select a.place, t.count, to_char(t.last at time zone 'UTC', " + moment +
                                              ") "
                                              "from jsonb_to_recordset($1::jsonb) a(kind text, bucket int, place int) "
                                              "join tally t using (kind, bucket)",
                                          asked.dump());
        for (const pqxx::row row : rows)
            all[static_cast<std::size_t>(row[0].as<int>())] = {row[1].as<int>(),
                                                               wire::parse_instant(row[2].c_str()).value()};
        return all;
    });
}

app::KnownBy StoredAccounts::known(const std::string& account, const std::string& browser,
                                   const std::string& session_hash, const std::string& place,
                                   app::Instant place_since) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::result rows =
            execute(session,
                    "select exists (select from familiar where account = $1 and kind = 'browser' and mark = $2) "
                    "or exists (select from session where hash = decode($3, 'hex') and account = $1), "
                    "exists (select from familiar where account = $1 and kind = 'place' and mark = $4 and seen >= "
                    "$5::timestamptz)",
                    account, browser, to_hex(session_hash), place, utc(place_since));
        return rows[0][0].as<bool>()   ? app::KnownBy::browser
               : rows[0][1].as<bool>() ? app::KnownBy::place
                                       : app::KnownBy::nothing;
    });
}

bool StoredAccounts::is_browser(const std::string& browser) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return !execute(session, "select 1 from familiar where kind = 'browser' and mark = $1 limit 1", browser)
                    .empty();
    });
}

void StoredAccounts::remember(const std::string& account, const std::string& kind, const std::string& mark,
                              app::Instant now) {
    carry_out(pool_, query("remember_familiar"), account, kind, mark, utc(now));
}

void StoredAccounts::clear_past(app::Instant now, app::Instant tallied, app::Instant places, app::Instant browsers) {
    // In portions, so that nobody waits long for a lock.
    const auto clear = [this](const std::string& table, const std::string& which, app::Instant before) {
        const std::string portion = "delete from " + table + " where ctid = any (array(select ctid from " + table +
                                    " where " + which + " limit 1000)) returning 1";
        while (ask(pool_, [&](pqxx::transaction_base& session) {
                   return static_cast<int>(execute(session, portion, utc(before)).size());
               }) >= 1000) {
        }
    };
    clear("session", "ends <= $1::timestamptz", now);
    clear("tally", "last < $1::timestamptz", tallied);
    clear("familiar", "kind = 'place' and seen < $1::timestamptz", places);
    clear("familiar", "kind = 'browser' and seen < $1::timestamptz", browsers);
}

void StoredAccounts::trace(app::Instant now, const std::string& account, const std::string& source, const std::string& what, const std::string& case_no) {
    carry_out(pool_, "insert into trace (at, account, source, what, case_no) values ($1::timestamptz, $2, $3, $4, nullif($5, ''))", utc(now), account, source, what, case_no);
}

}  // namespace bandian::store
