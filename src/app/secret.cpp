#include "app/secret.hpp"

#include <sodium.h>

namespace bandian::app {

std::string hash_of(const std::string& secret) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    return std::string{reinterpret_cast<const char*>(hash), sizeof hash};
}

std::string random_secret() {
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    char text[sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    return sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace bandian::app
