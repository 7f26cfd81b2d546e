#pragma once
// Secrets with which other programs act for an account: named, bounded in time and in what they are for.

#include "app/accounts.hpp"

namespace bandian::app {

constexpr int longest_token_days = 400;

struct Token {
    std::string account;
    std::string name;                           ///< of the account's tokens; empty, to be made: the next number
    std::optional<std::set<Leave>> leave = {};  ///< absent: what its account may
    Instant begun{};
    Instant ends{};
    std::optional<Instant> used = {};  ///< to the minute
};

class TokenStore {
public:
    virtual ~TokenStore() = default;
    /// With a trace of it. The token's name; empty: it is taken, or the account has gone.
    virtual std::string add_token(const std::string& hash, const Token& token, const Actor& by) = 0;
    /// By account and name; also those that have ended, while they are there.
    virtual std::vector<Token> tokens(const std::string& account) = 0;
    /// With a trace of it. False: there is none of that name.
    virtual bool end_token(const std::string& account, const std::string& name, const Actor& by, Instant now) = 0;
};

struct MadeToken {
    std::string name;
    std::string secret;  ///< told this once
};

class Tokens {
public:
    Tokens(TokenStore& store, const Time& time) : store_(store), time_(time) {}

    /// nullopt: the account has a token of that name, or has gone meanwhile.
    std::optional<MadeToken> make(Token token, int days, const Actor& by);
    std::vector<Token> list(const std::string& account) const { return store_.tokens(account); }
    bool revoke(const std::string& account, const std::string& name, const Actor& by) {
        return store_.end_token(account, name, by, time_.now());
    }

private:
    TokenStore& store_;
    const Time& time_;
};

}  // namespace bandian::app
