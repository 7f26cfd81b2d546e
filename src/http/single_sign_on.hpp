#pragma once
// Signing in at the district's identity provider 统一身份认证: OpenID Connect, authorization code with PKCE (RFC 7636).
// What is remembered between leaving and coming back is in a sealed cookie, so that any instance can take somebody back
// in.

#include "app/accounts.hpp"
#include "app/turns.hpp"
#include "http/reply.hpp"

#include <array>

namespace bandian::http {

struct ProviderOptions {
    std::string issuer;  ///< empty: there is no provider
    std::string client;
    std::string client_secret;
    std::string public_url;  ///< of this service, as browsers reach it
    /// GET, or POST of a form, with an Authorization header unless that is empty; nullopt: no 200, or no answer in
    /// time.
    std::function<std::optional<std::string>(const std::string& url, const std::string& form,
                                             const std::string& authorization)>
        fetch;
    std::array<unsigned char, 32> key{};  ///< for the cookie; the same in all instances
    std::function<app::Instant()> wall;
};

class SingleSignOn {
public:
    SingleSignOn(app::Accounts& accounts, ProviderOptions options)
        : accounts_(accounts), options_(std::move(options)) {}

    /// GET /session/oidc: off to the provider.
    Reply leave(const Request& request);
    /// GET /session/oidc/callback: back with a code.
    Reply come_back(const Request& request);

private:
    struct Endpoints {
        std::string authorization;
        std::string token;
        bool secret_in_form = false;  ///< it takes the secret in the form alone (client_secret_post)
    };
    std::optional<Endpoints> discover();
    std::optional<Endpoints> ask_provider() const;
    /// Of somebody who has left with that from here.
    Reply vouched(const Request& request, const Json& left_with);
    std::optional<Json> redeem(const Endpoints& endpoints, const std::string& code, const std::string& verifier);
    bool spend(const std::string& state, std::int64_t until);

    app::Accounts& accounts_;
    ProviderOptions options_;
    /// A provider that does not answer holds no more threads than these.
    app::Turns redeeming_{4, 0, std::chrono::milliseconds{0}};
    std::mutex mutex_;  ///< never held while the provider is asked
    std::optional<Endpoints> endpoints_;
    std::chrono::steady_clock::time_point asked_again_at_{};
    bool asking_ = false;
    std::map<std::string, std::int64_t> spent_;  ///< states that somebody came back with, until they end
};

}  // namespace bandian::http
