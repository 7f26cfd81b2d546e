#pragma once
// The packs that cases rest on, kept whole.

#include "app/ports.hpp"
#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"
#include "store/pool.hpp"

namespace bandian::store {

/// A pack as it was kept.
struct ShelvedPack {
    packs::KeptPack pack;
    packs::PackFiles files;
};

struct ShelfRow {
    std::string id;
    packs::KeptPack pack;
    std::string kept_at;  ///< UTC, ISO 8601
    int open_cases = 0;   ///< that rest on it
    int cases = 0;
};

class PackShelf {
public:
    explicit PackShelf(Pool& pool) : pool_(pool) {}

    /// Keeps the files of a pack whole, unless they owe a higher version, which is given: those of its id that were
    /// kept before mean something else. As of one moment, whoever else keeps some.
    std::optional<int> keep_pack(const std::string& id, const packs::KeptPack& pack, const packs::PackFiles& files,
                                 app::Instant now);
    /// Notes what a pack means that was kept before this program could tell.
    void note_meaning(const std::string& hash, const std::string& meaning);
    /// With all files, but those with one of these hashes; the last of an id is the newest of its highest version.
    std::vector<ShelvedPack> kept_packs(const std::vector<std::string>& but);
    std::vector<std::string> kept_pack_hashes();
    std::vector<ShelfRow> rows();

private:
    Pool& pool_;
};

}  // namespace bandian::store
