#pragma once
// Files that are handed in with a case 材料: stored in pieces as they come, and there at once when the last one has.

#include "app/ports.hpp"

#include <sodium.h>

namespace bandian::app {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t slice_bytes = 1 << 17;  ///< of a piece, read at once; a whole number of them make a piece
constexpr std::size_t largest_material = 50 << 20;

struct Material {
    std::string case_no;
    std::string id;          ///< of the pack's list
    std::string name;        ///< of the file
    std::string type;        ///< media type, by its content
    std::size_t bytes = 0;
    std::string sha256;      ///< hex
    std::string by;
    std::string stored_at;   ///< RFC 3339
    std::optional<std::int64_t> upload;  ///< where its pieces are; absent: erased
    std::int64_t number = 0;             ///< over all cases
};

class Archive {
public:
    virtual ~Archive() = default;
    virtual std::int64_t begin_upload(Instant now) = 0;
    virtual void add_piece(std::int64_t upload, int number, const std::string& bytes) = 0;
    /// Makes the pieces a material of the case. False: there is no such case.
    virtual bool keep(const Material& material, Instant now) = 0;
    /// The latest of each id.
    virtual std::vector<Material> materials_of(const std::string& case_no) = 0;
    /// Every file that is stored, also those that others have replaced, in the order they came, after `after`.
    virtual std::vector<Material> stored_after(std::int64_t after, int limit) = 0;
    /// The next bytes from `offset` on, at most slice_bytes; empty: there is nothing.
    virtual std::string slice(std::int64_t upload, std::size_t offset) = 0;
    /// Clears away pieces that began to come before `before` and became nothing.
    virtual void clear_abandoned(Instant before) = 0;
    /// Takes a person's data and files out of a case; its log stays. False: there is no such case.
    virtual bool erase_person(const std::string& case_no, const std::string& reason, const std::string& by, Instant now) = 0;
};

/// What is wrong with a stored file: its bytes are not those that came. Empty: nothing. Reads a slice at a time.
std::string damage_of(Archive& archive, const Material& material);

/// A file as it comes.
class Intake {
public:
    Intake(Archive& archive, Instant now);

    /// False: it has grown past largest_material.
    bool add(const char* bytes, std::size_t size);
    /// By which its type is told.
    const std::string& beginning() const { return beginning_; }
    std::size_t size() const { return size_; }
    /// `material` says whose it is, what it is and of what type.
    bool finish(Material material);
    const std::string& sha256() const { return sha256_; }  ///< hex, once finished

private:
    Archive& archive_;
    Instant now_;
    std::int64_t upload_;
    std::string beginning_;
    std::string piece_;
    std::string sha256_;
    int pieces_ = 0;
    std::size_t size_ = 0;
    crypto_hash_sha256_state hash_;
};

}  // namespace bandian::app
