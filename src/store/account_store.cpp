#include "store/account_store.hpp"

#include "store/asking.hpp"
#include "wire/instant.hpp"

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
    carry_out(pool_,
              "insert into account (name, display, department, roles, password, subject, active) "
              "values ($1, $2, $3, array(select jsonb_array_elements_text($4::jsonb)), nullif($5, ''), nullif($6, ''), $7::boolean) "
              "on conflict (name) do update set display = excluded.display, department = excluded.department, roles = excluded.roles, "
              "password = coalesce(excluded.password, account.password), subject = coalesce(excluded.subject, account.subject), active = excluded.active",
              account.actor.account, account.actor.display, account.actor.department, roles.dump(), account.password, subject, std::string{account.active ? "true" : "false"});
    // Afterwards: one that has begun at this moment with what held before is seen.
    if (!account.active) carry_out(pool_, "delete from session where account = $1", account.actor.account);
    else if (!account.password.empty()) carry_out(pool_, "delete from session where account = $1 and kind = 'browser'", account.actor.account);
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

app::Failures StoredAccounts::failures(const std::string& account, const std::string& source) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        app::Failures failures;
        const auto instant = [](const pqxx::field& field) { return wire::parse_instant(field.c_str()).value(); };
        for (const pqxx::row row : execute(session, "select account = '', failures, to_char(last at time zone 'UTC', " + moment + "), to_char(was_in at time zone 'UTC', " + moment +
                                                        ") from failed_sign_in where account in ($1, '') and source = $2", account, source)) {
            const bool of_source = row[0].as<bool>();
            (of_source ? failures.of_source : failures.count) = row[1].as<int>();
            (of_source ? failures.last_of_source : failures.last) = instant(row[2]);
            if (!row[3].is_null()) failures.was_in = instant(row[3]);
        }
        return failures;
    });
}

// What a source fails at stands under an account without a name, which nobody has.
void StoredAccounts::note_failure(const std::string& account, const std::string& source, app::Instant now) {
    carry_out(pool_,
              "insert into failed_sign_in select name, $2, 1, $3::timestamptz from unnest(array[$1, '']) n(name) group by name order by name on conflict (account, source) do update set last = excluded.last, "
              "failures = case when failed_sign_in.account = '' and failed_sign_in.last < excluded.last - interval '1 hour' then 1 else failed_sign_in.failures + 1 end",
              account, source, utc(now));
}

void StoredAccounts::forget_failures(const std::string& account, const std::string& source, app::Instant now) {
    carry_out(pool_, "insert into failed_sign_in values ($1, $2, 0, $3::timestamptz, $3::timestamptz) on conflict (account, source) do update set failures = 0, last = excluded.last, was_in = excluded.was_in", account, source, utc(now));
}

void StoredAccounts::trace(app::Instant now, const std::string& account, const std::string& source, const std::string& what, const std::string& case_no) {
    carry_out(pool_, "insert into trace (at, account, source, what, case_no) values ($1::timestamptz, $2, $3, $4, nullif($5, ''))", utc(now), account, source, what, case_no);
}

}  // namespace bandian::store
