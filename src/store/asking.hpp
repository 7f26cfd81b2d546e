#pragma once
// Asking the database: what may still be done after a connection was lost, and doing it.

#include "app/ports.hpp"
#include "store/pool.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bandian::store {

/// Whether a statement may be sent again when nobody knows if it took effect: it reads, or is guarded by a key or a
/// version.
enum class Repeat { may, must_not };

/// What a failed attempt leaves to be done. Throws app::Fault, or std::logic_error for what the database refuses for
/// its content, when nothing is left.
class Attempts {
public:
    explicit Attempts(Repeat repeat) : repeat_(repeat), until_(std::chrono::steady_clock::now() + patience) {}

    /// To be called in a catch clause: returns when the attempt is to be made again, having waited a little.
    void failed(Pool& pool);

private:
    static constexpr std::chrono::milliseconds patience{4000};  ///< a database that is started again is back within it

    Repeat repeat_;
    bool in_doubt_ = false;
    int tries_ = 0;
    std::chrono::steady_clock::time_point until_;
};

/// Runs `use` on a connection; again on another one while that is safe and not in vain.
template <class Use>
auto on_connection(Pool& pool, Repeat repeat, Use use) {
    for (Attempts attempts{repeat};;) {
        try {
            return pool.with(use);
        } catch (const pqxx::failure&) {
            attempts.failed(pool);
        }
    }
}

/// One statement, one round trip, committed by itself.
template <class Use>
auto ask(Pool& pool, Use use, Repeat repeat = Repeat::may) {
    return on_connection(pool, repeat, [&](pqxx::connection& connection) {
        pqxx::nontransaction session{connection};
        return use(session);
    });
}

/// The same of a statement that gives nothing.
template <class... Parameters>
void carry_out(Pool& pool, const std::string& sql, const Parameters&... parameters) {
    ask(pool, [&](pqxx::transaction_base& session) { return execute(session, sql, parameters...).size(); });
}

/// What `make` makes of each row of a statement.
template <class Make, class... Parameters>
auto all_of(Pool& pool, Make make, const std::string& sql, const Parameters&... parameters) {
    return ask(pool, [&](pqxx::transaction_base& session) {
        std::vector<decltype(make(std::declval<const pqxx::row&>()))> all;
        for (const pqxx::row row : execute(session, sql, parameters...)) all.push_back(make(row));
        return all;
    });
}

/// The two of a statement whose plan is kept: one that finds by a key.
template <class... Parameters>
void carry_out_kept(Pool& pool, const std::string& sql, const Parameters&... parameters) {
    ask(pool, [&](pqxx::transaction_base& session) { return execute_kept(session, sql, parameters...).size(); });
}
template <class Make, class... Parameters>
auto all_of_kept(Pool& pool, Make make, const std::string& sql, const Parameters&... parameters) {
    return ask(pool, [&](pqxx::transaction_base& session) {
        std::vector<decltype(make(std::declval<const pqxx::row&>()))> all;
        for (const pqxx::row row : execute_kept(session, sql, parameters...)) all.push_back(make(row));
        return all;
    });
}

/// As PostgreSQL reads a timestamptz.
std::string utc(app::Instant at);

std::string to_hex(const std::string& bytes);
std::string from_hex(const std::string& hex);

/// What a row has under the name of a column; of NULL nothing.
std::optional<calendar::Day> day_in(const pqxx::row& row, const char* name);
std::optional<app::Instant> instant_in(const pqxx::row& row, const char* name);
/// The empty text of NULL.
std::string text_in(const pqxx::row& row, const char* name);

}  // namespace bandian::store
