#include "store/archive_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

#include <nlohmann/json.hpp>

namespace bandian::store {

std::int64_t ArchiveStore::begin_upload(app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return execute(session, "insert into upload (begun_at) values ($1::timestamptz) returning id", utc(now))[0][0].as<std::int64_t>(); });
}

void ArchiveStore::add_piece(std::int64_t upload, int number, const std::string& bytes) {
    const std::string of = std::to_string(upload), place = std::to_string(number);
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "insert into piece values ($1::bigint, $2::int, $3::bytea) on conflict do nothing", of, place, as_bytes(bytes));
        return true;
    });
}

namespace {

constexpr auto day = std::chrono::hours{24};

app::Kept kept_in(const pqxx::result& rows) { return {rows[0][0].as<std::int64_t>(), rows[0][1].as<std::int64_t>()}; }

bool is_past(const app::Kept& kept, std::size_t bytes, std::int64_t most_bytes, std::int64_t most_files) {
    return kept.bytes + static_cast<std::int64_t>(bytes) > most_bytes || kept.files + 1 > most_files;
}

}  // namespace

app::Keeping ArchiveStore::keep(const app::Material& m, const app::FileBounds& bounds, app::Instant now) {
    const nlohmann::json json{{"caseNo", m.case_no}, {"id", m.id},     {"upload", *m.upload},
                              {"name", m.name},      {"type", m.type}, {"bytes", m.bytes},
                              {"sha256", m.sha256},  {"by", m.by},     {"department", m.department},
                              {"at", utc(now)}};
    const std::string text = json.dump(), of = std::to_string(*m.upload), since = utc(now - day);
    return on_connection(pool_, Repeat::may, [&](pqxx::connection& connection) {
        pqxx::work session{connection};
        // One at a time of a department, so that two that come at once do not both find room for one.
        execute(session, "select pg_advisory_xact_lock(hashtextextended('material ' || $1, 0))", m.department);
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

void ArchiveStore::forget(std::int64_t upload) {
    const std::string of = std::to_string(upload);
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session,
                "delete from upload u where u.id = $1::bigint and not exists (select from material m where m.upload = "
                "u.id)",
                of);
        return true;
    });
}

namespace {

std::vector<app::Material> materials_in(const pqxx::result& rows) {
    std::vector<app::Material> all;
    for (const pqxx::row row : rows) {
        app::Material m{row[8].c_str(),           row[0].c_str(), row[1].c_str(),           row[2].c_str(),
                        row[3].as<std::size_t>(), row[4].c_str(), row[5].c_str(),           {},
                        row[6].c_str(),           std::nullopt,   row[9].as<std::int64_t>()};
        if (!row[7].is_null()) m.upload = row[7].as<std::int64_t>();
        all.push_back(std::move(m));
    }
    return all;
}

}  // namespace

std::vector<app::Material> ArchiveStore::materials_of(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return materials_in(execute_kept(session, query("materials_of_case"), case_no)); });
}

std::vector<app::Material> ArchiveStore::stored_after(std::int64_t after, int limit) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return materials_in(execute(session, query("materials_after"), std::to_string(after), std::to_string(limit))); });
}

std::string ArchiveStore::slice(std::int64_t upload, std::size_t offset) {
    // Pieces are stored as they are, not packed: a part of one is read without the rest.
    const std::string of = std::to_string(upload), place = std::to_string(offset / app::piece_bytes), from = std::to_string(offset % app::piece_bytes + 1), most = std::to_string(app::slice_bytes);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::result rows = execute(session, "select encode(substring(bytes from $3::int for $4::int), 'hex') from piece where upload = $1::bigint and number = $2::int", of, place, from, most);
        return rows.empty() ? std::string{} : from_hex(rows[0][0].c_str());
    });
}

void ArchiveStore::clear_abandoned(app::Instant before) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "delete from upload u where u.begun_at < $1::timestamptz and not exists (select from material m where m.upload = u.id)", utc(before));
        return true;
    });
}

bool ArchiveStore::erase_person(const std::string& case_no, const std::string& reason, const std::string& by, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) { return execute(session, "select erase_person($1, $2, $3, $4::timestamptz)", case_no, reason, by, utc(now))[0][0].as<bool>(); });
}

}  // namespace bandian::store
