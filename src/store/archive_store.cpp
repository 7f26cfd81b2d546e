#include "store/archive_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

#include <nlohmann/json.hpp>

namespace bandian::store {

namespace {

constexpr auto day = std::chrono::hours{24};

app::Kept kept_in(const pqxx::result& rows) {
    return {rows[0]["bytes"].as<std::int64_t>(), rows[0]["files"].as<std::int64_t>()};
}

bool is_past(const app::Kept& kept, std::size_t bytes, std::int64_t most_bytes, std::int64_t most_files) {
    return kept.bytes + static_cast<std::int64_t>(bytes) > most_bytes || kept.files + 1 > most_files;
}

app::Material material_in(const pqxx::row& row) {
    app::Material m;
    m.case_no = text_in(row, "case_no");
    m.id = text_in(row, "id");
    m.name = text_in(row, "name");
    m.type = text_in(row, "type");
    m.bytes = row["bytes"].as<std::size_t>();
    m.sha256 = text_in(row, "sha256");
    m.by = text_in(row, "by_whom");
    m.stored_at = text_in(row, "stored_at");
    if (!row["upload"].is_null()) m.upload = row["upload"].as<std::int64_t>();
    m.number = row["number"].as<std::int64_t>();
    return m;
}

}  // namespace

std::int64_t ArchiveStore::begin_upload(app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, query("begin_upload"), utc(now))[0]["id"].as<std::int64_t>();
    });
}

void ArchiveStore::add_piece(std::int64_t upload, int number, const std::string& bytes) {
    carry_out(pool_, query("add_piece"), std::to_string(upload), std::to_string(number), as_bytes(bytes));
}

app::Keeping ArchiveStore::keep(const app::Material& m, const app::FileBounds& bounds, app::Instant now) {
    const nlohmann::json json{{"caseNo", m.case_no}, {"id", m.id},        {"upload", *m.upload},
                              {"name", m.name},      {"type", m.type},    {"bytes", m.bytes},
                              {"sha256", m.sha256},  {"by", m.by},        {"department", m.department},
                              {"at", utc(now)},      {"source", m.source}};
    const std::string text = json.dump(), of = std::to_string(*m.upload), since = utc(now - day);
    return on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) {
        pqxx::work session{connection};
        // One at a time of a department, so that two that come at once do not both find room for one.
        execute(session, query("lock_materials_of"), m.department);
        if (execute(session, "select 1 from case_file where case_no = $1", m.case_no).empty())
            return app::Keeping::no_such_case;
        if (execute(session, "select 1 from material where upload = $1::bigint", of).empty()) {
            if (is_past(kept_in(execute(session, query("kept_of_case"), m.case_no)), m.bytes, bounds.case_bytes,
                        bounds.case_files))
                return app::Keeping::case_full;
            if (is_past(kept_in(execute(session, query("kept_of_department"), m.department, since)), m.bytes,
                        bounds.department_bytes, bounds.department_files))
                return app::Keeping::department_full;
            execute(session, query("keep_material"), text);
        }
        session.commit();
        return app::Keeping::kept;
    });
}

app::Kept ArchiveStore::kept_of_case(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return kept_in(execute(session, query("kept_of_case"), case_no));
    });
}

app::Kept ArchiveStore::kept_of_department(const std::string& department, app::Instant since) {
    const std::string from = utc(since);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return kept_in(execute(session, query("kept_of_department"), department, from));
    });
}

void ArchiveStore::forget(std::int64_t upload) { carry_out(pool_, query("forget_upload"), std::to_string(upload)); }

std::vector<app::Material> ArchiveStore::materials_of(const std::string& case_no) {
    return all_of_kept(pool_, material_in, query("materials_of_case"), case_no);
}

std::vector<app::Material> ArchiveStore::stored_after(std::int64_t after, int limit) {
    return all_of(pool_, material_in, query("materials_after"), std::to_string(after), std::to_string(limit));
}

std::string ArchiveStore::slice(std::int64_t upload, std::size_t offset) {
    // Pieces are stored as they are, not packed: a part of one is read without the rest.
    const std::string of = std::to_string(upload), place = std::to_string(offset / app::piece_bytes),
                      from = std::to_string(offset % app::piece_bytes + 1), most = std::to_string(app::slice_bytes);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::result rows = execute(session, query("slice_of_upload"), of, place, from, most);
        return rows.empty() ? std::string{} : from_hex(rows[0]["bytes"].c_str());
    });
}

void ArchiveStore::clear_abandoned(app::Instant before) {
    carry_out(pool_, query("clear_abandoned_uploads"), utc(before));
}

bool ArchiveStore::erase_person(const std::string& case_no, const std::string& reason, const std::string& by,
                                app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "select erase_person($1, $2, $3, $4::timestamptz) as erased", case_no, reason, by,
                       utc(now))[0]["erased"]
            .as<bool>();
    });
}

}  // namespace bandian::store
