#pragma once
// The record in memory, as the one in PostgreSQL behaves: both pass tests/store/conformance_test.cpp. Personal data,
// traces and the log's hashes are not its business.

#include "app/audit.hpp"
#include "app/desk.hpp"
#include "app/edition_store.hpp"
#include "app/memory_outbox.hpp"

#include <map>
#include <mutex>
#include <set>

namespace bandian::app {

class MemoryRecord : public CaseStore,
                     public ListStore,
                     public EditionStore,
                     public RecalculationStore,
                     public AlarmStore,
                     public AssignmentStore,
                     public NoteStore,
                     public ResultDeliveryStore,
                     public Ledger {
public:
    MemoryOutbox outbox;  ///< what subscribers are told of all this

    /// An active account that cases can be handed to, and what it is called.
    void add_person(const std::string& account, const std::string& display) { people_[account] = display; }
    DeskStores for_desk() { return {*this, *this, *this, *this, *this, *this, *this}; }

    WriteResult open_case(const NewCase& new_case) override;
    WriteResult append(const NewEvents& events) override;
    std::optional<StoredCase> load(const std::string& case_no, const std::string& key = {}) override;
    std::optional<Answered> answered(const std::string& key) override;
    std::string receipt_secret() override { return std::string(32, 's'); }

    Page<WorklistRow> worklist(const WorklistQuery& query, calendar::Day today) override;
    Page<CaseRow> cases(const CasesQuery& query, calendar::Day today) override;
    BoardCounts board(calendar::Day today, int newest) override;
    std::vector<WorklistRow> judged_steps(const JudgedQuery& query, calendar::Day today, int newest) override;

    int calendar_revision() override;
    void note_edition_files(const std::string& digest) override;
    std::vector<ImportedEdition> editions() override;
    Imported import_edition(const ImportedEdition& edition, const std::optional<calendar::Span>& changes) override;
    Withdrawn withdraw_edition(const Withdrawal& what, const std::function<bool(const LoggedCase&)>& rests) override;

    std::vector<LoggedCase> cases_touched(Instant since, const std::string& after, int limit) override;
    std::vector<TimedRow> cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after,
                                         int limit) override;
    int recalculate(const RulesVersion& rules_version, int limit, Instant now,
                    const std::function<Recalculated(const LoggedCase&)>& work_out) override;
    std::vector<Move> moves_of(const std::string& case_no) override;

    int sweep(const RulesVersion& rules_version, calendar::Day day, int limit,
              const std::function<Swept(const LoggedCase&)>& work_out) override;
    bool wants_sweep(calendar::Day day) override;
    std::vector<RaisedAlarm> alarms_of(const std::string& case_no) override;

    bool assign(const std::string& case_no, const std::string& account, const Actor& by, Instant now) override;
    bool claim(const std::string& case_no, const std::string& path, const std::string& account) override;
    std::map<std::string, std::string> claims_of(const std::string& case_no) override;

    bool add_note(const std::string& case_no, const Actor& by, const Note& note, const std::string& key,
                  Instant now) override;
    std::vector<Note> notes_of(const std::string& case_no) override;

    bool deliver(const std::string& case_no, const ResultDelivery& what, const std::string& key, Instant now) override;
    std::vector<ResultDelivery> handed_over(const std::string& case_no) override;

    std::vector<Flaw> flaws() override { return {}; }  ///< nobody gets at it past its ports
    std::vector<ProjectedCase> projected(const std::string& after, int limit) override;
    int rewrite(const std::vector<Recalculated>& projections, Instant now) override;
    void recount() override {}  ///< it counts at each look
    std::optional<Instant> sealed_since() override { return std::nullopt; }
    bool seal(calendar::Day day, Instant now) override;

private:
    struct Kept {
        NewCase opened;
        std::vector<casework::Event> log;
        casework::CaseState state = casework::CaseState::open;
        int revision = 0;
        std::optional<calendar::Day> reaches;
        std::optional<calendar::Day> attention;
        std::optional<std::string> timing;  ///< absent: not worked out, or closed
        std::vector<Step> steps;
        std::optional<Mean> mean;
        bool recalculate = false;
        std::string manager;
        std::map<std::string, std::string> claimed;  ///< account by path
        std::vector<Move> moves;
        std::vector<RaisedAlarm> alarms;
        std::vector<Instant> raised_at;
        std::vector<ResultDelivery> handed_over;
        std::vector<Instant> handed_over_at;
        std::vector<Note> notes;

        int version() const { return static_cast<int>(log.size()); }
    };
    using Cases = std::map<std::string, Kept>;
    template <class T>
    using ByKey = std::map<std::string, T>;

    static void write(Kept& kept, const Projection& projection);
    static LoggedCase logged(const Cases::value_type& one);
    std::vector<const Cases::value_type*> newest(int limit) const;
    std::optional<WriteResult> answered_before(const Idempotency& given, const std::string& case_no) const;
    std::string display_of(const std::string& account) const;
    static bool holds(const Cases::value_type& one, const std::optional<std::string>& text, bool is_number);
    bool is_number(const std::optional<std::string>& text) const;
    void look_at_closed(const std::optional<calendar::Span>& changes);
    void raise(const std::string& case_no, Kept& kept, const std::vector<Alarm>& alarms, Instant at);
    void enter(const std::string& case_no, Kept& kept, const std::vector<casework::Event>& events);
    void tell_of(const std::string& case_no, const char* kind, const RaisedAlarm& alarm, Instant at);

    std::recursive_mutex mutex_;  ///< what works a case out may ask for something
    Cases cases_;
    std::map<std::pair<std::string, int>, int> serials_;
    ByKey<Answered> answered_;
    ByKey<std::string> notes_;              ///< case and text
    ByKey<std::string> result_deliveries_;  ///< case and what was handed over
    std::map<std::string, std::string> people_;
    std::vector<ImportedEdition> editions_;
    std::string digest_;
    int revision_ = 0;
    std::int64_t alarms_ = 0;
    std::int64_t position_ = 0;  ///< of the last entry, over all cases
    std::int64_t sealed_ = 0;    ///< that position, when it was last sealed
    std::set<calendar::Day> sealed_on_;
};

}  // namespace bandian::app
