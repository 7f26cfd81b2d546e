#pragma once
// Tokens in PostgreSQL: sessions with a name.

#include "app/tokens.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredTokens : public app::TokenStore {
public:
    explicit StoredTokens(Pool& pool) : pool_(pool) {}

    std::string add_token(const std::string& hash, const app::Token& token, const app::Actor& by) override;
    std::vector<app::Token> tokens(const std::string& account) override;
    bool end_token(const std::string& account, const std::string& name, const app::Actor& by,
                   app::Instant now) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
