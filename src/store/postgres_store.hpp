#pragma once
// The record in PostgreSQL.

#include "app/audit.hpp"
#include "app/ports.hpp"
#include "app/sweep.hpp"
#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"
#include "store/pool.hpp"

namespace bandian::store {

/// Brings the database to this program's schema, one transaction a migration. Throws app::Fault when the database is
/// newer than the program.
void migrate(const std::string& url);

/// Lets a role use everything, but change or take out nothing that the log holds. By the owner of the database.
void grant_service(const std::string& url, const std::string& role);

/// Whether the database has had a migration.
bool has_record(const std::string& url);

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

class PostgresStore : public app::Store, public app::Ledger, public app::AlarmStore {
public:
    explicit PostgresStore(Pool& pool) : pool_(pool) {}

    app::WriteResult open_case(const app::NewCase& new_case) override;
    app::WriteResult append(const app::NewEvents& events) override;
    std::optional<app::StoredCase> load(const std::string& case_no, const std::string& key = {}) override;
    std::optional<app::Answered> answered(const std::string& key) override;
    app::Page<app::WorklistRow> worklist(const app::WorklistQuery& query, calendar::Day today) override;
    app::Page<app::CaseRow> cases(const app::CasesQuery& query, calendar::Day today) override;
    std::string receipt_secret() override;
    bool reachable() override;
    int calendar_revision() override;
    void note_edition_files(const std::string& digest) override;
    /// The digest that was noted last; empty: none yet.
    std::string noted_edition_files();
    std::vector<app::ImportedEdition> editions() override;
    app::Imported import_edition(const app::ImportedEdition& edition,
                                 const std::optional<calendar::Span>& changes) override;
    app::Withdrawn withdraw_edition(const app::Withdrawal& what,
                                    const std::function<bool(const app::LoggedCase&)>& rests) override;
    std::vector<app::LoggedCase> cases_touched(app::Instant since, const std::string& after, int limit) override;
    std::vector<app::TimedRow> cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after, int limit) override;
    int recalculate(const app::Footing& footing, int limit, app::Instant now, const std::function<app::Recalculated(const app::LoggedCase&)>& work_out) override;
    std::vector<app::Move> moves_of(const std::string& case_no) override;

    bool hand(const std::string& case_no, const std::string& account, const app::Actor& by, app::Instant now) override;
    bool claim(const std::string& case_no, const std::string& path, const std::string& account) override;
    bool hand_over(const std::string& case_no, const app::HandOver& what, const std::string& key, app::Instant now) override;
    std::vector<app::HandOver> handed_over(const std::string& case_no) override;
    bool add_note(const std::string& case_no, const app::Actor& by, const app::Note& note, const std::string& key,
                  app::Instant now) override;
    std::vector<app::Note> notes_of(const std::string& case_no) override;
    app::BoardCounts board(calendar::Day today) override;
    std::vector<app::LoggedCase> newest_cases(int limit) override;
    std::vector<app::RaisedAlarm> alarms_of(const std::string& case_no) override;
    int sweep(const app::Footing& footing, calendar::Day day, int limit, const std::function<app::Swept(const app::LoggedCase&)>& work_out) override;
    bool wants_sweep(calendar::Day day) override;
    std::vector<app::Flaw> flaws() override;
    std::vector<app::ProjectedCase> projected(const std::string& after, int limit) override;
    int rewrite(const std::vector<app::Recalculated>& projections, app::Instant now) override;
    bool seal(calendar::Day day, app::Instant now) override;

    /// A database is for invented cases or for real ones, for ever. Throws app::Fault when it is for the others.
    void dedicate(bool to_invented_cases);

    std::optional<app::Instant> last_entry();  ///< the latest moment of entry of any case, or of an alarm

    /// Keeps the files of a pack whole, unless they owe a higher version, which is given: those of its id that were
    /// kept before mean something else. As of one moment, whoever else keeps some.
    std::optional<int> keep_pack(const std::string& id, const packs::KeptPack& pack, const packs::PackFiles& files,
                                 app::Instant now);
    /// Notes what a pack means that was kept before this program could tell.
    void note_meaning(const std::string& hash, const std::string& meaning);
    /// With all files, but those with one of these hashes; the last of an id is the newest of its highest version.
    std::vector<ShelvedPack> kept_packs(const std::vector<std::string>& but);
    std::vector<std::string> kept_pack_hashes();
    std::vector<ShelfRow> pack_shelf();

private:
    Pool& pool_;
};

}  // namespace bandian::store
