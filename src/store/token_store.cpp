#include "store/token_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"
#include "wire/instant.hpp"

namespace bandian::store {

std::string StoredTokens::add_token(const std::string& hash, const app::Token& token, const app::Actor& by) {
    const std::string leave = token.leave ? app::to_text(*token.leave) : std::string{};
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) -> std::string {
            const pqxx::result rows = execute(session, query("add_token"), to_hex(hash), token.account, token.name,
                                              leave, utc(token.begun), utc(token.ends), by.account, by.source);
            return rows.empty() ? std::string{} : rows[0][0].c_str();
        },
        Repeat::must_not);
}

std::vector<app::Token> StoredTokens::tokens(const std::string& account) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::Token> all;
        for (const pqxx::row row : execute(session, query("tokens"), account)) {
            const auto instant = [&row](int column) { return wire::parse_instant(row[column].c_str()).value(); };
            app::Token token{row[0].c_str(), row[1].c_str(), app::leave_in(row[2].c_str()),
                             instant(3),     instant(4),     std::nullopt};
            if (!row[5].is_null()) token.used = instant(5);
            all.push_back(std::move(token));
        }
        return all;
    });
}

bool StoredTokens::end_token(const std::string& account, const std::string& name, const app::Actor& by,
                             app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return !execute(session, query("end_token"), account, name, utc(now), by.account, by.source).empty();
    }, Repeat::must_not);
}

}  // namespace bandian::store
