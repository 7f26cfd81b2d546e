#include "app/materials.hpp"

#include <algorithm>

namespace bandian::app {

namespace {

constexpr std::size_t telling_bytes = 64 << 10;  // as many as a type is told by

}  // namespace

Intake::Intake(Archive& archive, Instant now) : archive_(archive), now_(now), upload_(archive.begin_upload(now)), hash_(std::make_unique<crypto_hash_sha256_state>()) {
    crypto_hash_sha256_init(hash_.get());
}

bool Intake::add(const char* bytes, std::size_t size) {
    size_ += size;
    if (size_ > largest_material) return false;
    crypto_hash_sha256_update(hash_.get(), reinterpret_cast<const unsigned char*>(bytes), size);
    beginning_.append(bytes, std::min(size, telling_bytes - beginning_.size()));
    while (size > 0) {
        const std::size_t some = std::min(size, piece_bytes - piece_.size());
        piece_.append(bytes, some);
        bytes += some;
        size -= some;
        if (piece_.size() < piece_bytes) break;
        archive_.add_piece(upload_, pieces_++, piece_);
        piece_.clear();
    }
    return true;
}

bool Intake::finish(Material material) {
    if (!piece_.empty()) archive_.add_piece(upload_, pieces_++, piece_);
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(hash_.get(), digest);
    char hex[sizeof digest * 2 + 1];
    material.sha256 = sha256_ = sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    material.bytes = size_;
    material.upload = upload_;
    return archive_.keep(material, now_);
}

}  // namespace bandian::app
