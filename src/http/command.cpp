#include "http/command.hpp"

#include <sodium.h>

#include <charconv>

namespace bandian::http {

namespace {

std::string digest_of(const Request& request) {
    const std::string whole = request.by.account + '\n' + request.method + ' ' + request.path + '\n' + request.body;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(whole.data()), whole.size());
    char hex[sizeof hash * 2 + 1];
    return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

std::variant<int, Reply> version_of(const Request& request) {
    std::string_view text = request.if_match;
    if (text.empty())
        return problem(428, "version-required", "If-Match",
                       "Expected If-Match with the version of the case you have seen, but it is missing.");
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    int version = 0;
    text = text.substr(0, text.find('.'));  // an ETag of the case: its version, and what else its page shows
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size() || version < 1)
        return problem(400, "invalid-member", "If-Match",
                       "Expected a version such as \"3\", but got " + request.if_match + ".", "not-a-version");
    return version;
}

}  // namespace

std::variant<app::Idempotency, Reply> idempotency_of(const Request& request) {
    if (request.idempotency_key.empty()) return app::Idempotency{};
    if (request.idempotency_key.size() > 200)
        return problem(400, "invalid-member", "Idempotency-Key", "Expected at most 200 bytes, but got more.",
                       "key-too-long");
    return app::Idempotency{request.idempotency_key, digest_of(request)};
}

std::variant<app::Act, Reply> act_of(const Request& request) {
    const auto version = version_of(request);
    if (const auto* no = std::get_if<Reply>(&version)) return *no;
    auto idempotency = idempotency_of(request);
    if (auto* no = std::get_if<Reply>(&idempotency)) return *no;
    return app::Act{std::get<int>(version), std::get<app::Idempotency>(std::move(idempotency)), request.by};
}

}  // namespace bandian::http
