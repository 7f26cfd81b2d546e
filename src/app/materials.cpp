#include "app/materials.hpp"

#include <algorithm>

namespace bandian::app {

namespace {

constexpr std::size_t telling_bytes = 64 << 10;  // as many as a type is told by

std::string digest_of(crypto_hash_sha256_state& hash) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&hash, digest);
    char hex[sizeof digest * 2 + 1];
    return sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
}

void add_to(crypto_hash_sha256_state& hash, const char* bytes, std::size_t size) {
    crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(bytes), size);
}

/// Whether `word` ends in what has come now; `before` keeps what the next bytes may go on with.
bool brings(std::string_view word, std::string& before, std::string_view bytes) {
    const bool across = (before + std::string{bytes.substr(0, word.size())}).find(word) != std::string::npos;
    const bool found = across || bytes.find(word) != std::string_view::npos;
    before.append(bytes.substr(bytes.size() - std::min(bytes.size(), word.size() - 1)));
    before.erase(0, before.size() - std::min(before.size(), word.size() - 1));
    return found;
}

}  // namespace

std::string damage_of(Archive& archive, const Material& material) {
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    std::size_t size = 0;
    for (std::string some = archive.slice(*material.upload, 0); !some.empty();
         some = archive.slice(*material.upload, size)) {
        add_to(hash, some.data(), some.size());
        size += some.size();
    }
    if (size != material.bytes)
        return "it holds " + std::to_string(size) + " bytes, but " + std::to_string(material.bytes) + " came";
    return digest_of(hash) == material.sha256 ? std::string{} : "its bytes are not those that came";
}

Intake::Intake(Archive& archive, Instant now) : archive_(archive), now_(now), upload_(archive.begin_upload(now)) {
    crypto_hash_sha256_init(&hash_);
    piece_.reserve(piece_bytes);
}

bool Intake::add(const char* bytes, std::size_t size) {
    size_ += size;
    if (size_ > largest_material) return false;
    add_to(hash_, bytes, size);
    names_encryption_ = names_encryption_ || brings("/Encrypt", last_bytes_, {bytes, size});
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

Intake::~Intake() {
    try {
        if (!kept_) archive_.forget(upload_);
    } catch (const std::exception&) {
        // It is cleared away with what broke off.
    }
}

WholeFile Intake::whole() {
    if (!piece_.empty()) archive_.add_piece(upload_, pieces_++, piece_);
    piece_.clear();
    return {beginning_, size_, names_encryption_,
            [this](std::size_t offset) { return archive_.slice(upload_, offset); }};
}

Keeping Intake::finish(Material material, const FileBounds& bounds) {
    if (!piece_.empty()) archive_.add_piece(upload_, pieces_++, piece_);
    material.sha256 = sha256_ = digest_of(hash_);
    material.bytes = size_;
    material.upload = upload_;
    const Keeping keeping = archive_.keep(material, bounds, now_);
    kept_ = keeping == Keeping::kept;
    return keeping;
}

}  // namespace bandian::app
