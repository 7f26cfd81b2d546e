#include "store/edition_store.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"

#include <algorithm>

namespace bandian::store {

namespace {

constexpr int touched_page = 1000;  // cases read at a time while nobody writes

using wire::Json;

app::ImportedEdition edition_in(const pqxx::row& row) {
    app::ImportedEdition one{text_in(row, "id"), text_in(row, "region"), text_in(row, "content"),
                             instant_in(row, "imported_at").value(), row["revision"].as<int>()};
    one.withdrawn_at = instant_in(row, "withdrawn_at");
    if (one.withdrawn_at) one.withdrawn_revision = row["withdrawn_revision"].as<int>();
    return one;
}

}  // namespace

int StoredEditions::calendar_revision() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        return session.exec("select revision from calendar_revision")[0]["revision"].as<int>();
    });
}

void StoredEditions::note_edition_files(const std::string& digest) {
    carry_out(pool_, query("note_edition_files"), digest);
}

std::string StoredEditions::noted_edition_files() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        return text_in(session.exec("select digest from calendar_revision")[0], "digest");
    });
}

std::vector<app::ImportedEdition> StoredEditions::editions() { return all_of(pool_, edition_in, query("editions")); }

app::Imported StoredEditions::import_edition(const app::ImportedEdition& edition,
                                             const std::optional<calendar::Span>& changes) {
    Json json{{"id", edition.id},
              {"region", edition.region},
              {"content", edition.content},
              {"at", utc(edition.imported_at)},
              {"revision", edition.revision}};
    put(json, changes);
    const std::string text = json.dump();
    const std::string outcome = ask(
        pool_,
        [&](pqxx::transaction_base& session) {
            return text_in(execute(session, "select outcome from import_edition($1::jsonb)", text)[0], "outcome");
        },
        Repeat::must_not);
    return outcome == "imported" ? app::Imported::done
           : outcome == "known"  ? app::Imported::known
                                 : app::Imported::outdated;
}

app::Withdrawn StoredEditions::withdraw_edition(const app::Withdrawal& what,
                                                const std::function<bool(const app::LoggedCase&)>& rests) {
    Json json{{"id", what.id}, {"revision", what.revision}, {"at", utc(what.at)}, {"by", what.by}};
    put(json, what.changes);
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        work.exec("select nobody_writes_meanwhile()");
        std::string last;
        for (bool more = true; more;) {
            const auto cases = logged_in_all(
                execute(work, query("cases_touched"), utc(what.looked_until), last, std::to_string(touched_page)));
            if (std::any_of(cases.begin(), cases.end(), rests)) return app::Withdrawn::rested_on;
            more = static_cast<int>(cases.size()) == touched_page;
            if (more) last = cases.back().case_no;
        }
        const std::string outcome =
            text_in(execute(work, "select outcome from withdraw_edition($1::jsonb)", json.dump())[0], "outcome");
        work.commit();
        return outcome == "withdrawn" ? app::Withdrawn::done
               : outcome == "absent"  ? app::Withdrawn::absent
                                      : app::Withdrawn::outdated;
    });
}

}  // namespace bandian::store
