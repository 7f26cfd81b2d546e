#pragma once
// What people do with cases: open one, act on it, look at it. Each use case loads, decides and saves in one
// transaction.

#include "app/alarm_store.hpp"
#include "app/assignment_store.hpp"
#include "app/case_store.hpp"
#include "app/result_delivery_store.hpp"
#include "app/list_store.hpp"
#include "app/note_store.hpp"
#include "app/recalculation_store.hpp"
#include "app/rulebook.hpp"
#include "casework/entry.hpp"
#include "casework/facts.hpp"
#include "casework/results.hpp"
#include "wire/instant.hpp"

#include <array>
#include <functional>
#include <variant>

namespace bandian::app {

using Json = nlohmann::ordered_json;

enum class Why {
    absent,       ///< there is none, as far as the one who asks may know
    not_allowed,  ///< it is not his to do
    conflict,     ///< as things stand; the same may do later or elsewhere
    stale,        ///< he has seen an earlier version
    invalid,      ///< what he asks for never does
    not_now       ///< nothing was changed, and the same will do in a while
};

/// Why not.
struct Refusal {
    Why why = Why::invalid;
    casework::Rejection rejection;
    std::optional<int> current_version;         ///< of a stale one
    std::vector<casework::Rejection> all = {};  ///< everything that is wrong, when it is more than one thing
};

template <class T>
using Outcome = std::variant<T, Refusal>;

/// Who acts, on what he has seen.
struct Act {
    int version = 0;          ///< of the case
    Idempotency idempotency;  ///< key empty: none was given
    Actor by;
};

struct OpenRequest {
    std::string pack;                    ///< empty: the one in force
    std::optional<std::string> process;  ///< absent only when `wrong` says why
    casework::Record attributes;
    Json applicant;  ///< as it was given (app/application.hpp)
    Json site;       ///< {address, division}
    Idempotency idempotency;
    Actor by;
    Json materials = Json::array();                  ///< ids of those that come with it on paper
    std::vector<casework::Rejection> wrong = {};     ///< what its form has shown already: told with everything else
    std::optional<calendar::Day> submitted_on = {};  ///< of one that is under way already
};

struct Opened {
    std::string case_no;
    std::string receipt_code;
    int version = 0;
};

struct Recorded {
    std::string case_no;
    int version = 0;
};

/// A case with everything a page needs to show it.
struct CaseOnDesk {
    std::string case_no;
    int calendar_revision = 0;
    Json applicant;
    Json site;
    std::string manager;
    casework::Case the_case;
    casework::CaseFacts view;
    std::string receipt_salt = {};
};

/// What a desk asks of the record.
struct DeskStores {
    CaseStore& cases;
    ListStore& lists;
    RecalculationStore& moves;
    AlarmStore& alarms;
    AssignmentStore& assignments;
    NoteStore& notes;
    ResultDeliveryStore& result_deliveries;
};

class Desk {
public:
    Desk(const DeskStores& stores, const Time& time, Rules& rules);

    Outcome<Opened> open(const OpenRequest& request);
    Outcome<Recorded> enter(const std::string& case_no, const casework::Entry& entry, const Act& act);
    /// Completes every open filing of the case in one act.
    Outcome<Recorded> file_permits(const std::string& case_no, const Act& act);

    /// Absent when it is not in the actor's scope.
    Outcome<CaseOnDesk> look(const std::string& case_no, const Actor& actor);
    /// For anybody who holds both: absent and wrong look the same.
    Outcome<CaseOnDesk> look_with_receipt(const std::string& case_no, const std::string& receipt_code);
    std::string receipt_code(const CaseOnDesk& desk) const { return code_of(desk.case_no, desk.receipt_salt); }
    /// Whether the code may be the number's, as far as can be told without the record: in the same time whatever they
    /// are.
    bool may_fit(const std::string& case_no, const std::string& receipt_code) const;
    /// A key of its own for a purpose, the same in all instances.
    std::array<unsigned char, 32> key_for(const std::string& purpose) const;
    /// On a notice of a kind: by which anybody can see that it came from here.
    std::string check_code(const CaseOnDesk& desk, const std::string& kind) const {
        return code_of(kind + '/' + desk.case_no, desk.receipt_salt);
    }
    bool is_genuine(const std::string& case_no, const std::string& kind, const std::string& check_code);
    /// What editions imported since have moved of the case.
    std::vector<Move> moves(const std::string& case_no) { return stores_.moves.moves_of(case_no); }
    /// What its clocks have called attention to, in the order it was raised.
    std::vector<RaisedAlarm> alarms(const std::string& case_no) { return stores_.alarms.alarms_of(case_no); }

    Page<WorklistRow> worklist(WorklistQuery query, const Actor& actor);
    /// For who may see the board.
    std::vector<WorklistRow> judged_steps(const JudgedQuery& query);
    Page<CaseRow> cases(CasesQuery query, const Actor& actor);
    calendar::Day today() const { return wire::local_day(time_.now(), rules_.now()->time_zone); }

    /// Makes the case a colleague's.
    Outcome<Recorded> assign(const std::string& case_no, const std::string& to, const Actor& actor);
    /// Takes a task for oneself.
    Outcome<Recorded> claim(const std::string& case_no, const std::string& path, const Actor& actor);
    Outcome<Recorded> add_note(const std::string& case_no, const std::string& text, const Idempotency& idempotency,
                               const Actor& actor);
    /// Records that a result of the case was handed over: `what` without by and at.
    Outcome<Recorded> deliver(const std::string& case_no, ResultDelivery what, const Idempotency& idempotency,
                              const Actor& actor);
    /// Of results that stand.
    std::vector<ResultDelivery> handed_over(const CaseOnDesk& desk);
    /// What the case gave its applicant.
    std::vector<casework::Result> results(const CaseOnDesk& desk) const;
    /// Those that are for the actor to read.
    std::vector<Note> notes(const std::string& case_no, const Actor& actor);
    std::map<std::string, std::string> claims(const std::string& case_no) {
        return stores_.assignments.claims_of(case_no);
    }
    std::shared_ptr<const Rulebook> rules() const { return rules_.now(); }
    Instant now() const { return time_.now(); }

private:
    struct Loaded {
        StoredCase stored;
        casework::Case the_case;
        std::shared_ptr<const Rulebook> rules;
        const calendar::Calendar* calendar = nullptr;
    };
    /// One act on a case as it stands: who acts when, and by which calendar.
    struct Moment {
        Instant now{};
        calendar::Day day{};  ///< that what is entered counts for
        const casework::CaseView& view;
        const calendar::Calendar& calendar;
    };
    /// Brings the case to what it is after the act, or tells why it stays as it was.
    using Acting = std::function<std::optional<Refusal>(casework::Case&, const Moment&)>;
    Outcome<Loaded> load(const std::string& case_no, const std::string& key = {});
    Outcome<Recorded> record(const std::string& case_no, const Acting& acting, const Act& act);
    std::optional<Outcome<Opened>> opened_before(const Idempotency& given);
    std::optional<WriteResult> open_under(const Rulebook& rules, const process::Pack& pack, const OpenRequest& request,
                                          Instant now, casework::Rejection& no);
    Outcome<CaseOnDesk> look_at(const std::string& case_no);
    std::string code_of(const std::string& subject, const std::string& salt) const;

    DeskStores stores_;
    const Time& time_;
    Rules& rules_;
    std::string receipt_secret_;
};

/// What lists need of a case as it is seen.
Projection projection_of(const casework::Case& the_case, const casework::CaseView& view,
                         const std::vector<casework::Result>& owed, const calendar::Calendar& calendar, int revision);

/// The results that nobody has been handed yet.
std::vector<casework::Result> owed_in(const casework::Case& the_case, const casework::CaseView& view,
                                      const calendar::Calendar& calendar, const LoggedCase& logged);

/// Whether what was handed over then is the result of a task as it stands: it has not been taken back and given anew
/// since.
bool is_of_standing_result(const casework::Case& the_case, const std::string& task, Instant handed_over_at);

/// The first day from `from` on, `from` for what is past, on which a clock has something to raise.
std::optional<calendar::Day> next_attention(const casework::CaseView& view, const std::vector<casework::Result>& owed,
                                            calendar::Day from);

}  // namespace bandian::app
