#include "store/token_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

std::string StoredTokens::add_token(const std::string& hash, const app::Token& token, const app::Actor& by) {
    const std::string leave = token.leave ? app::to_text(*token.leave) : std::string{};
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) -> std::string {
            const pqxx::result rows = execute(session, query("add_token"), to_hex(hash), token.account, token.name,
                                              leave, utc(token.begun), utc(token.ends), by.account, by.source);
            return rows.empty() ? std::string{} : text_in(rows[0], "name");
        },
        Repeat::must_not);
}

std::vector<app::Token> StoredTokens::tokens(const std::string& account) {
    const auto token_in = [](const pqxx::row& row) {
        return app::Token{text_in(row, "account"),
                          text_in(row, "name"),
                          app::leave_in(text_in(row, "scopes")),
                          instant_in(row, "begun").value(),
                          instant_in(row, "ends").value(),
                          instant_in(row, "used")};
    };
    return all_of(pool_, token_in, query("tokens"), account);
}

bool StoredTokens::end_token(const std::string& account, const std::string& name, const app::Actor& by,
                             app::Instant now) {
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) {
            return !execute(session, query("end_token"), account, name, utc(now), by.account, by.source).empty();
        },
        Repeat::must_not);
}

}  // namespace bandian::store
