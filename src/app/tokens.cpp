#include "app/tokens.hpp"

#include "app/secret.hpp"

namespace bandian::app {

std::optional<MadeToken> Tokens::make(Token token, int days, const Actor& by) {
    token.begun = time_.now();
    token.ends = token.begun + std::chrono::hours{24 * days};
    const std::string secret = "bdt_" + random_secret();
    const std::string name = store_.add_token(hash_of(secret), token, by);
    return name.empty() ? std::nullopt : std::optional{MadeToken{name, secret}};
}

}  // namespace bandian::app
