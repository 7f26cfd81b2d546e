#pragma once
// What the use cases need from the world: a record, and the time.

#include "app/actor.hpp"
#include "casework/case.hpp"
#include "casework/view.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bandian::app {

using casework::Instant;

/// The only source of "now".
class Time {
public:
    virtual ~Time() = default;
    virtual Instant now() const = 0;
};

/// The record cannot be reached or has lost its connection, for longer than an answer can wait. `in_doubt`: whether the last
/// write took effect is unknown.
struct Fault : std::runtime_error {
    Fault(const std::string& what, bool doubtful) : std::runtime_error(what), in_doubt(doubtful) {}
    bool in_doubt;
};

/// A case whose log cannot be read: somebody has changed it past the service. `what` says where.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A case that nothing is wrong with, but whose rules this program does not have, or not yet: another instance has just
/// brought them.
struct RulesAway : Damaged {
    using Damaged::Damaged;
};

/// An open task as lists show it; `turns_…` are the days from which its light is another.
struct OpenTask {
    std::string path;
    std::string owner;
    casework::TaskState state = casework::TaskState::active;
    calendar::Day since{};
    std::optional<calendar::Day> due;
    bool provisional = false;
    std::optional<calendar::Day> turns_yellow;
    std::optional<calendar::Day> turns_red;
};

/// `key` guards a write that may have to be sent twice; `digest` stands for the whole request.
struct Idempotency {
    std::string key;
    std::string digest;
};

/// What lists and recalculations need of a case, worked out under one revision of the calendars.
struct Projection {
    int revision = 0;
    std::optional<calendar::Day> reaches;  ///< last day that any clock looks at; absent: as far as time goes
    std::optional<calendar::Day> attention;  ///< next day on which a clock may raise something; absent: none will by itself
    std::vector<OpenTask> open_tasks;
    std::string timing;  ///< what its clocks read, as wire::to_text has it; empty: it is closed
};

/// What somebody works out cases by: the calendars of a revision, and these packs.
struct Footing {
    int revision = 0;
    std::vector<std::string> packs;  ///< hashes
};

struct NewCase {
    std::string prefix;   ///< of its number
    int year = 0;
    std::string pack_hash;
    std::string process;
    casework::Event submission;
    nlohmann::ordered_json applicant;
    nlohmann::ordered_json site;
    std::string manager;  ///< empty: nobody's yet
    Projection projection;
    Idempotency idempotency;
    std::optional<calendar::Day> submitted_on = {};  ///< before the day of entry
    std::string time_zone = {};                      ///< that day is one of
};

struct NewEvents {
    std::string case_no;
    int expected_version = 0;
    std::vector<casework::Event> events;
    casework::CaseState state = casework::CaseState::open;
    Projection projection;
    Idempotency idempotency;
    std::optional<std::int64_t> last_alarm = {};  ///< of a void: the last alarm of the case that it knew of; 0: none
    std::vector<std::int64_t> retracted = {};     ///< alarms that should never have been raised
};

enum class Written { done, repeated, key_reused, stale, absent, other_revision, overtaken };  ///< overtaken: by an alarm that a void did not know of

struct WriteResult {
    Written written = Written::done;
    std::string case_no;
    int version = 0;      ///< after the write; of a stale one, the current version
    std::string receipt_salt = {};  ///< of an opened case
};

/// What was answered under an idempotency key.
struct Answered {
    std::string digest;
    std::string case_no;
    int version = 0;
    std::string receipt_salt = {};  ///< of an opened case
};

struct StoredCase {
    std::string pack_hash;
    nlohmann::ordered_json applicant;
    nlohmann::ordered_json site;
    std::string manager;               ///< whose case it is; empty: nobody's
    std::vector<casework::Event> log;
    std::optional<Answered> answered;  ///< under the key that was asked with
    std::string receipt_salt = {};     ///< its own, with which its codes are mixed; empty: of a case from before there were any
};

struct WorklistRow {
    std::string case_no;
    std::string process;
    std::string pack_hash;
    OpenTask task;
    std::string light;
    std::string applicant;
    std::string address;
    std::string manager;
    std::string manager_name;
    std::string claimed_by;
    std::string claimed_by_name;
    bool outdated = false;  ///< worked out under an older revision of the calendars, and about to be worked out anew
};

/// An edition that came while the service ran.
struct ImportedEdition {
    std::string id;
    std::string region;
    std::string content;   ///< the file as it came
    Instant imported_at{};
    int revision = 0;      ///< that it made
    std::optional<Instant> withdrawn_at = {};  ///< it was taken back then, and has held until then only
    int withdrawn_revision = 0;                ///< that this made
};

/// An edition to be taken back, as judged under `revision`.
struct Withdrawal {
    std::string id;
    int revision = 0;
    Instant at{};
    std::string by;          ///< account; empty: on the command line
    Instant looked_until{};  ///< cases with nothing entered or raised from then on have been found not to rest on it
    std::optional<calendar::Span> changes;
};

/// A case as recalculation needs it.
struct LoggedCase {
    std::string case_no;
    std::string pack_hash;
    int version = 0;
    int revision = 0;      ///< under which its projection was worked out
    std::vector<casework::Event> log;
    std::string damage = {};  ///< why the log could not be read; empty: it could
    std::map<std::string, Instant> handed_over = {};  ///< tasks whose result was, and when that was entered last
    bool owes = true;                                 ///< false: from before hand-overs were recorded
};

/// A case as a change of the calendar is judged by.
struct TimedRow {
    std::string case_no;
    std::string pack_hash;
    std::string process;
    std::string timing;    ///< Projection::timing; empty: it has not been worked out yet
    std::optional<LoggedCase> closed = {};  ///< of a closed case, which is judged by its log
};

/// A due day that an edition has moved, or that was moved back when it was taken back.
struct Move {
    std::string edition;
    std::string clock;
    std::optional<calendar::Day> before;
    std::optional<calendar::Day> after;
    bool overdue_before = false;
    bool overdue_after = false;
    bool held = false;
    bool withdrawn = false;  ///< by the edition being taken back
};

/// A rung of a clock that has been raised.
struct RaisedAlarm {
    std::int64_t number = 0;
    std::string clock;
    std::string rung;
    calendar::Day day{};
    std::string raised_at;  ///< RFC 3339
    bool retracted = false; ///< an entry it rested on has been taken back
};

struct Recalculated {
    std::string case_no;
    int version = 0;
    Projection projection;
    std::vector<Move> moved;
    std::optional<casework::CaseState> state;  ///< absent: stays as it is
};

enum class Imported { done, known, outdated };

enum class Withdrawn { done, absent, outdated, rested_on };  ///< rested_on: by a case, meanwhile

struct CaseRow {
    std::string case_no;
    std::string process;
    std::string pack_hash;
    std::string state;
    int version = 0;
    std::string submitted_at;  ///< RFC 3339
    std::string applicant;
    std::string address;
    std::string manager;
    std::string manager_name;
    std::string light;         ///< the worst of its open tasks'; empty: it has none
};

/// What somebody wrote beside a case.
struct Note {
    std::string at;  ///< RFC 3339
    std::string by;
    std::string text;
    std::string department = {};  ///< whose alone it is; empty: of all who see cases whole
};

/// A result that was handed over: to whom is personal data, and stands apart from the log.
struct HandOver {
    std::string task;       ///< path of the one that gave it
    std::string recipient;  ///< empty: erased
    std::string how;        ///< in-person, post
    calendar::Day on{};
    std::string by;         ///< account
    std::string at;         ///< RFC 3339, of the entry
};

/// Open tasks of a department and a step by their light; and closed promises.
struct BoardRow {
    std::string pack_hash;
    std::string process;
    std::string owner;
    std::string task;  ///< without numbers: green-space.review
    int green = 0;
    int yellow = 0;
    int red = 0;
    int paused = 0;
};

struct BoardCounts {
    std::vector<BoardRow> tasks;
    std::map<std::string, int> states;
    std::map<int, int> ageing;  ///< open cases by tens of calendar days since submission
};

struct WorklistQuery {
    std::optional<std::string> owner;
    std::optional<std::string> light;
    std::optional<std::string> cursor;  ///< what the last page gave
    int limit = 50;
    std::optional<std::string> task = {};     ///< its id, the last name of its path
    std::optional<std::string> process = {};
    std::optional<std::string> text = {};     ///< in number, name, telephone, address or customer number
    std::vector<std::string> mine = {};       ///< claimed by one of these accounts, or of a case that one manages; empty: anybody's
    Scope scope = {Scope::Kind::all, {}};
};

struct CasesQuery {
    std::optional<std::string> state;
    std::optional<std::string> cursor;
    int limit = 50;
    std::optional<std::string> text = {};
    std::optional<std::string> owner = {};  ///< with an open task of this department
    std::optional<std::string> light = {};  ///< with an open task of this light
    std::optional<std::string> process = {};
    std::vector<std::string> mine = {};     ///< managed by one of these accounts; empty: anybody's
    std::optional<int> age_from = {};       ///< calendar days since submission
    std::optional<int> age_to = {};         ///< inclusive
    Scope scope = {Scope::Kind::all, {}};
    std::string time_zone = {};             ///< whose days the ages are counted in
};

template <class Row>
struct Page {
    std::vector<Row> rows;
    std::optional<std::string> next;  ///< cursor; absent on the last page
};

/// The record. Every call is one transaction and may throw Fault.
class Store {
public:
    virtual ~Store() = default;
    virtual WriteResult open_case(const NewCase& new_case) = 0;
    virtual WriteResult append(const NewEvents& events) = 0;
    /// With what was answered under `key`, when one is given.
    virtual std::optional<StoredCase> load(const std::string& case_no, const std::string& key = {}) = 0;
    /// What was answered under a key, if anything was.
    virtual std::optional<Answered> answered(const std::string& key) = 0;
    virtual Page<WorklistRow> worklist(const WorklistQuery& query, calendar::Day today) = 0;
    virtual Page<CaseRow> cases(const CasesQuery& query, calendar::Day today) = 0;
    /// Thirty-two random bytes made once, from which receipt codes are worked out.
    virtual std::string receipt_secret() = 0;
    virtual bool reachable() = 0;

    virtual int calendar_revision() = 0;
    /// Takes note of the edition files this program ships; other ones than last time make a new revision.
    virtual void note_edition_files(const std::string& digest) = 0;
    virtual std::vector<ImportedEdition> editions() = 0;
    /// Commits an edition that was judged under `edition.revision`; the revision it makes is the next one. Closed cases
    /// that ran on days of `changes` are handed out by recalculate() too.
    virtual Imported import_edition(const ImportedEdition& edition, const std::optional<calendar::Span>& changes) = 0;
    /// Takes an edition back unless a case rests on it: `rests` is asked, with nobody writing meanwhile, about those in
    /// which something was entered or raised from `looked_until` on.
    virtual Withdrawn withdraw_edition(const Withdrawal& what, const std::function<bool(const LoggedCase&)>& rests) = 0;
    /// Cases in which something was entered or raised from a moment on, in order of their numbers, after `after`.
    virtual std::vector<LoggedCase> cases_touched(Instant since, const std::string& after, int limit) = 0;
    /// Cases, open and closed, that days from `first` to `last` may touch, in order of their numbers, after `after`.
    virtual std::vector<TimedRow> cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after, int limit) = 0;
    /// Takes up to `limit` open cases of an older revision than the footing's, or closed ones that an edition has
    /// touched, for this caller alone, and writes what `work_out` gives for each. Gives how many were taken. A case of
    /// a pack that the caller does not have is left.
    virtual int recalculate(const Footing& footing, int limit, Instant now, const std::function<Recalculated(const LoggedCase&)>& work_out) = 0;
    virtual std::vector<Move> moves_of(const std::string& case_no) = 0;
    virtual std::vector<RaisedAlarm> alarms_of(const std::string& case_no) = 0;

    /// Makes the case an account's, with a trace of it. False: there is no such account or case.
    virtual bool hand(const std::string& case_no, const std::string& account, const Actor& by, Instant now) = 0;
    virtual bool claim(const std::string& case_no, const std::string& path, const std::string& account) = 0;
    /// Who has taken which open task: accounts by its path.
    virtual std::map<std::string, std::string> claims_of(const std::string& case_no) = 0;
    /// `note`: its text and department. With a trace of it. False: the key has been used for another note.
    virtual bool add_note(const std::string& case_no, const Actor& by, const Note& note, const std::string& key,
                          Instant now) = 0;
    virtual std::vector<Note> notes_of(const std::string& case_no) = 0;
    /// False: the key has been used for another one.
    virtual bool hand_over(const std::string& case_no, const HandOver& what, const std::string& key, Instant now) = 0;
    virtual std::vector<HandOver> handed_over(const std::string& case_no) = 0;
    /// `time_zone`: whose days a case's age is counted in, and `today` is one of.
    virtual BoardCounts board(calendar::Day today, const std::string& time_zone) = 0;
    virtual std::vector<LoggedCase> newest_cases(int limit) = 0;
};

}  // namespace bandian::app
