#include "store/pack_shelf.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"
#include "wire/json.hpp"

namespace bandian::store {

namespace {

using wire::Json;

packs::KeptPack pack_in(const pqxx::row& row) {
    return {text_in(row, "hash"), row["version"].as<int>(), text_in(row, "meaning")};
}

ShelvedPack shelved_in(const pqxx::row& row) {
    ShelvedPack one{pack_in(row), {}};
    one.files.folder = "kept pack " + text_in(row, "id");
    const Json content = Json::parse(row["files"].c_str());
    for (const auto& [name, hex] : content.items())
        one.files.content.emplace(name, from_hex(hex.get_ref<const std::string&>()));
    return one;
}

ShelfRow shelf_row_in(const pqxx::row& row) {
    return {text_in(row, "id"), pack_in(row), text_in(row, "kept_at"), row["open_cases"].as<int>(),
            row["cases"].as<int>()};
}

}  // namespace

std::optional<int> PackShelf::keep_pack(const std::string& id, const packs::KeptPack& pack,
                                        const packs::PackFiles& files, app::Instant now) {
    const std::string version = std::to_string(pack.version), at = utc(now);
    return on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) -> std::optional<int> {
        pqxx::work work{connection};
        execute(work, query("lock_pack"), id);
        std::vector<packs::KeptPack> kept;
        for (const pqxx::row row : execute(work, query("kept_of_pack"), id)) kept.push_back(pack_in(row));
        if (const auto owed = packs::version_owed(kept, pack)) return owed;
        const bool fresh = !execute(work, query("keep_pack"), pack.hash, id, version, pack.meaning, at).empty();
        if (!fresh) execute(work, query("note_meaning"), pack.hash, pack.meaning);
        for (const auto& [name, bytes] : files.content)
            if (fresh) execute(work, query("add_pack_file"), pack.hash, name, as_bytes(bytes));
        work.commit();
        return std::nullopt;
    });
}

void PackShelf::note_meaning(const std::string& hash, const std::string& meaning) {
    carry_out(pool_, query("note_meaning"), hash, meaning);
}

std::vector<ShelvedPack> PackShelf::kept_packs(const std::vector<std::string>& but) {
    return all_of(pool_, shelved_in, query("kept_packs"), Json(but).dump());
}

std::vector<std::string> PackShelf::kept_pack_hashes() {
    const auto hash_in = [](const pqxx::row& row) { return text_in(row, "hash"); };
    return all_of(pool_, hash_in, "select hash from pack order by hash");
}

std::vector<ShelfRow> PackShelf::rows() { return all_of(pool_, shelf_row_in, query("pack_shelf")); }

}  // namespace bandian::store
