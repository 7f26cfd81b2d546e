#pragma once
// What makes a request a command: its key, the version it has seen.

#include "http/entrance.hpp"

namespace bandian::http {

/// Idempotency-Key, with a digest of the whole request.
std::variant<app::Idempotency, Reply> idempotency_of(const Request& request);

/// Who acts, with the key and with the version in If-Match: "7".
std::variant<app::Act, Reply> act_of(const Request& request);

}  // namespace bandian::http
