#include "store/asking.hpp"

#include "wire/instant.hpp"

#include <sodium.h>

#include <thread>

namespace bandian::store {

namespace {

enum class Kind {
    unreached,   // no statement was sent
    lost,        // sent, and the answer is missing
    wrong_node,  // a standby: the primary is another by now
    conflict,    // rolled back for another transaction's sake
    content,     // what the database refuses for its content would be refused again
    refused      // anything else; rolled back
};

struct Failure {
    Kind kind;
    std::string text;  ///< never the message of a refused statement: it may hold somebody's data
};

Failure failure_of(const std::string& state) {
    const std::string group = state.substr(0, 2);
    if (state == "57P01" || state == "57P02" || state == "57P05" || group == "08")
        return {Kind::lost, "the database ended the connection (" + state + ")"};
    if (state == "57P03" || state == "53300")
        return {Kind::unreached, "the database takes no connection at the moment (" + state + ")"};
    if (state == "25006") return {Kind::wrong_node, "the database takes no writing: it is a standby (25006)"};
    if (state == "40001" || state == "40P01") return {Kind::conflict, "the transaction met another (" + state + ")"};
    if (state == "53100") return {Kind::refused, "the database's disk is full (53100): make room for it"};
    if (group == "22" || group == "23" || group == "42") return {Kind::content, "SQLSTATE " + state};
    return {Kind::refused, "SQLSTATE " + state};
}

/// Of the exception being handled.
Failure current_failure() {
    try {
        throw;
    } catch (const NoConnection& e) {
        return {Kind::unreached, e.what()};
    } catch (const pqxx::in_doubt_error& e) {
        return {Kind::lost, e.what()};
    } catch (const pqxx::broken_connection& e) {
        return {Kind::lost, e.what()};
    } catch (const pqxx::statement_completion_unknown& e) {
        return {Kind::lost, e.what()};
    } catch (const pqxx::transaction_rollback& e) {
        return {Kind::conflict, "the transaction met another"};  // at one end of libpqxx's versions no sql_error
    } catch (const pqxx::sql_error& e) {
        return failure_of(e.sqlstate());
    } catch (const pqxx::failure& e) {
        return {Kind::lost, e.what()};
    }
}

}  // namespace

void Attempts::failed(Pool& pool) {
    const Failure failure = current_failure();
    if (failure.kind == Kind::content) throw std::logic_error(failure.text);
    if (failure.kind == Kind::refused) throw app::Unavailable(failure.text, in_doubt_);
    if (failure.kind == Kind::lost) in_doubt_ = true;
    if (failure.kind == Kind::lost || failure.kind == Kind::wrong_node)
        pool.drop_idle();  // they lead to the same place
    // What may be repeated is never in doubt once it has been answered; until then it may have taken effect.
    const bool hopeless = std::chrono::steady_clock::now() >= until_ || pool.is_closed();
    if (hopeless || (in_doubt_ && repeat_ == Repeat::must_not)) throw app::Unavailable(failure.text, in_doubt_);
    constexpr int longest = 8;
    std::this_thread::sleep_for(
        std::chrono::milliseconds{failure.kind == Kind::conflict || tries_ == 0 ? 1 : 10 << std::min(tries_, longest)});
    ++tries_;
}

std::string utc(app::Instant at) { return date::format(std::locale::classic(), "%FT%TZ", at); }

std::string from_hex(const std::string& hex) {
    std::string bytes(hex.size() / 2, '\0');
    sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(), hex.size(), nullptr,
                   nullptr, nullptr);
    return bytes;
}

std::string to_hex(const std::string& bytes) {
    std::string hex(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    hex.pop_back();
    return hex;
}

std::optional<calendar::Day> day_in(const pqxx::row& row, const char* name) {
    const pqxx::field field = row[name];
    return field.is_null() ? std::nullopt : calendar::parse_day(field.c_str());
}

std::optional<app::Instant> instant_in(const pqxx::row& row, const char* name) {
    const pqxx::field field = row[name];
    return field.is_null() ? std::nullopt : wire::parse_instant(field.c_str());
}

std::string text_in(const pqxx::row& row, const char* name) { return row[name].c_str(); }

}  // namespace bandian::store
