#include "http/single_sign_on.hpp"

#include "http/cookies.hpp"
#include "wire/json.hpp"

#include <sodium.h>

namespace bandian::http {

namespace {

constexpr auto away_at_most = std::chrono::minutes{10};
constexpr auto clocks_may_differ = std::chrono::seconds{60};
constexpr auto refreshed_every = std::chrono::hours{1};
constexpr auto failure_remembered_for = std::chrono::seconds{10};
constexpr std::size_t most_spent = 10'000;
constexpr std::string_view travel_cookie = "__Host-bandian-oidc";
constexpr const char* callback = "/api/v1/session/oidc/callback";

std::string in_base64(const unsigned char* bytes, std::size_t size, int variant) {
    std::string text(sodium_base64_encoded_len(size, variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes, size, variant);
    text.resize(text.find('\0'));
    return text;
}

std::string base64(const std::string& text) {
    return in_base64(reinterpret_cast<const unsigned char*>(text.data()), text.size(), sodium_base64_VARIANT_ORIGINAL);
}

std::string base64url(const unsigned char* bytes, std::size_t size) {
    return in_base64(bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64url(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::string random_text() {
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    return base64url(random, sizeof random);
}

std::string url_encoded(const std::string& text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') out += c;
        else out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

std::string sealed(const Json& json, const std::array<unsigned char, 32>& key) {
    const std::string text = json.dump();
    std::string box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(box.data());
    randombytes_buf(bytes, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(bytes + crypto_secretbox_NONCEBYTES, reinterpret_cast<const unsigned char*>(text.data()),
                          text.size(), bytes, key.data());
    return base64url(bytes, box.size());
}

std::optional<Json> opened(const std::string& cookie, const std::array<unsigned char, 32>& key) {
    const auto box = from_base64url(cookie);
    if (!box || box->size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return std::nullopt;
    std::string text(box->size() - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
    const auto* bytes = reinterpret_cast<const unsigned char*>(box->data());
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(text.data()), bytes + crypto_secretbox_NONCEBYTES,
                                   box->size() - crypto_secretbox_NONCEBYTES, bytes, key.data()) != 0)
        return std::nullopt;
    return Json::parse(text);
}

std::string set_travel_cookie(const std::string& value, std::chrono::seconds life) {
    return std::string{travel_cookie} + '=' + value +
           "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(life.count());
}

std::int64_t seconds(app::Instant at) { return date::floor<std::chrono::seconds>(at).time_since_epoch().count(); }

std::optional<Json> object_in(const std::string& text) {
    auto parsed = wire::parse_json(text);
    const auto* json = std::get_if<Json>(&parsed);
    return json && json->is_object() ? std::optional{*json} : std::nullopt;
}

std::string text_in(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// Codes and tokens go over TLS alone; on this machine itself it may be without.
bool is_guarded(const std::string& url) {
    return url.rfind("https://", 0) == 0 || url.rfind("http://127.0.0.1:", 0) == 0 ||
           url.rfind("http://localhost:", 0) == 0;
}

/// Among several audiences the token says whom it was given to (OpenID Connect Core 3.1.3.7, 4 and 5).
bool is_for(const Json& claims, const std::string& client) {
    const Json audience = claims.value("aud", Json(nullptr)), party = claims.value("azp", Json(nullptr));
    if (!party.is_null() && party != client) return false;
    if (audience.is_string()) return audience == client;
    const bool among =
        audience.is_array() && std::find(audience.begin(), audience.end(), Json(client)) != audience.end();
    return among && (audience.size() == 1 || party == client);
}

Reply unreachable() {
    Reply reply =
        problem(503, "provider-unreachable", "",
                "Expected the identity provider to answer, but it does not: sign in with a password, or try again.");
    reply.retry_after = static_cast<int>(failure_remembered_for.count());
    return reply;
}

Reply not_vouched(const std::string& detail) { return problem(401, "not-vouched-for", "", detail); }

}  // namespace

/// What is known of the provider. One request asks it at a time, and no other waits for that one: what was known before
/// goes on being used meanwhile, and a failure is remembered for a while.
std::optional<SingleSignOn::Endpoints> SingleSignOn::discover() {
    {
        const std::lock_guard lock(mutex_);
        if (asking_ || std::chrono::steady_clock::now() < asked_again_at_) return endpoints_;
        asking_ = true;
    }
    const std::optional<Endpoints> found = ask_provider();
    const std::lock_guard lock(mutex_);
    asking_ = false;
    asked_again_at_ = std::chrono::steady_clock::now() + (found ? refreshed_every : failure_remembered_for);
    if (found) endpoints_ = found;
    return endpoints_;
}

std::optional<SingleSignOn::Endpoints> SingleSignOn::ask_provider() const {
    const auto text = options_.fetch(options_.issuer + "/.well-known/openid-configuration", {}, {});
    const auto json = text ? object_in(*text) : std::nullopt;
    if (!json || text_in(*json, "issuer") != options_.issuer) return std::nullopt;
    Endpoints found{text_in(*json, "authorization_endpoint"), text_in(*json, "token_endpoint")};
    if (!is_guarded(found.authorization) || !is_guarded(found.token)) return std::nullopt;
    // Not said means client_secret_basic (OpenID Connect Discovery 3).
    const Json methods = json->value("token_endpoint_auth_methods_supported", Json::array({"client_secret_basic"}));
    found.secret_in_form =
        methods.is_array() && std::find(methods.begin(), methods.end(), Json("client_secret_basic")) == methods.end();
    return found;
}

/// What the provider says of the one who came back with `code`; nullopt: nothing that can be read.
std::optional<Json> SingleSignOn::redeem(const Endpoints& endpoints, const std::string& code,
                                         const std::string& verifier) {
    std::string form = "grant_type=authorization_code&code=" + url_encoded(code) +
                       "&redirect_uri=" + url_encoded(options_.public_url + callback) + "&code_verifier=" + verifier;
    std::string authorization;
    const std::string client = url_encoded(options_.client),
                      secret = url_encoded(options_.client_secret);  // RFC 6749 2.3.1
    if (endpoints.secret_in_form) form += "&client_id=" + client + "&client_secret=" + secret;
    else authorization = "Basic " + base64(client + ':' + secret);
    const auto answer = options_.fetch(endpoints.token, form, authorization);
    const auto tokens = answer ? object_in(*answer) : std::nullopt;
    const std::string token = tokens ? text_in(*tokens, "id_token") : std::string{};
    // It came from the provider itself over TLS, which stands for its signature (OpenID Connect Core 3.1.3.7, 6).
    const auto first = token.find('.'), second = token.find('.', first + 1);
    const auto payload =
        second == std::string::npos ? std::nullopt : from_base64url(token.substr(first + 1, second - first - 1));
    return payload ? object_in(*payload) : std::nullopt;
}

/// False: somebody has come back with it before, or too many have come back lately.
bool SingleSignOn::spend(const std::string& state, std::int64_t until) {
    const std::lock_guard lock(mutex_);
    const std::int64_t now = seconds(options_.wall());
    if (spent_.size() >= most_spent) std::erase_if(spent_, [now](const auto& one) { return one.second < now; });
    return spent_.size() < most_spent && spent_.emplace(state, until).second;
}

Reply SingleSignOn::leave(const Request& request) {
    if (options_.issuer.empty()) return absent();
    const auto endpoints = discover();
    if (!endpoints) return unreachable();
    const std::string state = random_text(), nonce = random_text(), verifier = random_text();
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
    Reply reply{303, {}, {}, {}, {}, {}};
    reply.location = endpoints->authorization + (endpoints->authorization.find('?') == std::string::npos ? '?' : '&') +
                     "response_type=code&scope=openid&client_id=" + url_encoded(options_.client) +
                     "&redirect_uri=" + url_encoded(options_.public_url + callback) + "&state=" + state +
                     "&nonce=" + nonce + "&code_challenge_method=S256&code_challenge=" + base64url(hash, sizeof hash);
    // The cookie of the session that ends with this is kept back on the way home, which another site begins.
    const Json travel{{"state", state},
                      {"nonce", nonce},
                      {"verifier", verifier},
                      {"session", secret_in(request.cookie, session_cookie_name)},
                      {"until", seconds(options_.wall() + away_at_most)}};
    reply.set_cookies.push_back(set_travel_cookie(sealed(travel, options_.key), away_at_most));
    return reply;
}

Reply SingleSignOn::come_back(const Request& request) {
    if (options_.issuer.empty()) return absent();
    const auto left_with = opened(cookie_in(request.cookie, travel_cookie), options_.key);
    const std::string state = asked(request, "state").value_or("");
    // A state that somebody else made up takes nothing from the one who is on his way.
    const bool is_his = left_with && text_in(*left_with, "state") == state &&
                        (*left_with)["until"].get<std::int64_t>() >= seconds(options_.wall());
    if (!is_his || !spend(state, (*left_with)["until"].get<std::int64_t>()))
        return not_vouched(
            "Expected somebody who left from here to sign in not long ago, but the state does not fit: begin again.");
    Reply reply = vouched(request, *left_with);
    reply.set_cookies.push_back(set_travel_cookie("", std::chrono::seconds{0}));
    return reply;
}

Reply SingleSignOn::vouched(const Request& request, const Json& left_with) {
    const std::string code = asked(request, "code").value_or("");
    if (code.empty())
        return not_vouched("Expected a code of the identity provider, but it sent none: " +
                           asked(request, "error").value_or("no reason given") + '.');
    const auto endpoints = discover();
    const app::Turns::Turn inside{redeeming_};
    if (!endpoints || !inside) return unreachable();
    const auto claims = redeem(*endpoints, code, text_in(left_with, "verifier"));
    if (!claims) return not_vouched("Expected the identity provider to say who it is, but it did not.");
    const Json expires = claims->value("exp", Json(0));
    if (text_in(*claims, "iss") != options_.issuer || !is_for(*claims, options_.client) ||
        text_in(*claims, "nonce") != text_in(left_with, "nonce") || !expires.is_number() ||
        expires.get<double>() < static_cast<double>(seconds(options_.wall() - clocks_may_differ)))
        return not_vouched(
            "Expected what the identity provider says to be for this service and this moment, but it is not.");
    const auto done =
        accounts_.sign_in_subject(text_in(*claims, "sub"), {request.source, text_in(left_with, "session"), {}});
    if (!done)
        return problem(403, "no-account", "",
                       "Expected somebody with an account here, but the one who signed in has none: ask for one.");
    // Not a redirect: a browser keeps a Strict cookie back on one that another site began.
    Reply reply{200,
                {},
                {},
                {},
                "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>办电</title><meta "
                "http-equiv=\"refresh\" content=\"0;url=/desk/\"></head><body><a href=\"/desk/\">继续 · Go "
                "on</a></body></html>\n",
                "text/html; charset=utf-8"};
    reply.set_cookies.push_back(session_cookie(done->secret, ""));
    return reply;
}

}  // namespace bandian::http
