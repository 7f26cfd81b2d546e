#pragma once
// Files that are handed in with a case 材料: stored in pieces as they come, and there at once when the last one has.

#include "app/ports.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <variant>

#include <sodium.h>

namespace bandian::app {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t slice_bytes = 1 << 17;  ///< of a piece, read at once; a whole number of them make a piece
constexpr std::size_t largest_material = 50 << 20;

struct Material {
    std::string case_no;
    std::string id;    ///< of the pack's list
    std::string name;  ///< of the file
    std::string type;  ///< media type, by its content
    std::size_t bytes = 0;
    std::string sha256;  ///< hex
    std::string by;
    std::string department;              ///< of whoever handed it in
    std::string stored_at;               ///< RFC 3339
    std::optional<std::int64_t> upload;  ///< where its pieces are; absent: erased
    std::int64_t number = 0;             ///< over all cases
    std::string source = {};             ///< address it comes from, while it does
};

/// What may be kept. A file that others have replaced counts, one that was erased does not.
struct FileBounds {
    std::int64_t case_bytes = 500LL << 20;
    std::int64_t case_files = 500;
    std::int64_t department_bytes = 10LL << 30;  ///< in 24 hours
    std::int64_t department_files = 5000;        ///< in 24 hours
};

struct Kept {
    std::int64_t bytes = 0;
    std::int64_t files = 0;
};

enum class Keeping { kept, no_such_case, case_full, department_full };

class Archive {
public:
    virtual ~Archive() = default;
    virtual std::int64_t begin_upload(Instant now) = 0;
    virtual void add_piece(std::int64_t upload, int number, const std::string& bytes) = 0;
    /// Makes the pieces a material of the case, unless that would go past the bounds.
    virtual Keeping keep(const Material& material, const FileBounds& bounds, Instant now) = 0;
    virtual Kept kept_of_case(const std::string& case_no) = 0;
    virtual Kept kept_of_department(const std::string& department, Instant since) = 0;
    /// Takes pieces away that shall become nothing.
    virtual void forget(std::int64_t upload) = 0;
    /// The latest of each id.
    virtual std::vector<Material> materials_of(const std::string& case_no) = 0;
    /// Every file that is stored, also those that others have replaced, in the order they came, after `after`.
    virtual std::vector<Material> stored_after(std::int64_t after, int limit) = 0;
    /// The next bytes from `offset` on, at most slice_bytes; empty: there is nothing.
    virtual std::string slice(std::int64_t upload, std::size_t offset) = 0;
    /// Clears away pieces that began to come before `before` and became nothing.
    virtual void clear_abandoned(Instant before) = 0;
    /// Takes a person's data and files out of a case; its log stays. False: there is no such case.
    virtual bool erase_person(const std::string& case_no, const std::string& reason, const std::string& by,
                              Instant now) = 0;
};

/// What is wrong with a stored file: its bytes are not those that came. Empty: nothing. Reads a slice at a time.
std::string damage_of(Archive& archive, const Material& material);

/// A file that is there whole.
struct WholeFile {
    std::string_view beginning;  ///< at most 64 kB
    std::size_t bytes = 0;
    bool names_encryption = false;                 ///< the sign of it that a PDF has is somewhere in it
    std::function<std::string(std::size_t)> from;  ///< the next bytes from an offset on; empty: there are none
};

/// Why a file is not taken. `code` is stable.
struct FileRefusal {
    std::string code;
    std::string detail;
    bool for_now = false;  ///< the same file may be taken later
};

/// Tells what a file is, and what is against it.
class Examiner {
public:
    virtual ~Examiner() = default;
    /// The media type, when it is one that is taken.
    virtual std::variant<std::string, FileRefusal> examine(const WholeFile& file) = 0;
};

struct Picture {
    std::string type;  ///< media type
    std::string bytes;
};

/// Makes pictures of files.
class Previewer {
public:
    virtual ~Previewer() = default;
    /// How many pages it has; a picture has one.
    virtual std::variant<int, FileRefusal> pages(const std::string& type, const WholeFile& file) = 0;
    /// From 1 on. JPEG and PNG are shown as they are, and not asked for here.
    virtual std::variant<Picture, FileRefusal> page(const std::string& type, const WholeFile& file, int number) = 0;
};

/// What telephones take, whatever its maker calls it.
inline bool is_heic(const std::string& type) { return type == "image/heic" || type == "image/heif"; }

/// A file as it comes.
class Intake {
public:
    Intake(Archive& archive, Instant now);
    ~Intake();  ///< what has not become a material goes
    Intake(const Intake&) = delete;

    /// False: it has grown past largest_material.
    bool add(const char* bytes, std::size_t size);
    std::size_t size() const { return size_; }
    /// Once all of it has come. Reads what is stored.
    WholeFile whole();
    /// `material` says whose it is, what it is and of what type.
    Keeping finish(Material material, const FileBounds& bounds);
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
    bool names_encryption_ = false;
    bool kept_ = false;
    std::string last_bytes_;  ///< of what came: the sign may be cut in two
    crypto_hash_sha256_state hash_;
};

}  // namespace bandian::app
