#pragma once
// Cases as they are kept: opened, added to, read. Every call to a store is one transaction and may throw Fault.

#include "app/ports.hpp"
#include "app/step.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

/// How long a case took that ended in power, where its process promises a mean: in days of that clock.
struct Mean {
    int used = 0;
    int limit = 0;

    friend bool operator==(const Mean&, const Mean&) = default;
};

/// What lists and recalculations need of a case, worked out under one revision of the calendars.
struct Projection {
    int revision = 0;
    std::optional<calendar::Day> reaches;  ///< last day that any clock looks at; absent: as far as time goes
    std::optional<calendar::Day>
        attention;  ///< next day on which a clock may raise something; absent: none will by itself
    std::vector<Step> steps;
    std::string timing;  ///< what its clocks read, as wire::to_text has it; empty: it is closed
    std::optional<Mean> mean;
};

struct NewCase {
    std::string prefix;  ///< of its number
    int year = 0;
    std::string pack_hash;
    std::string process;
    casework::Event submission;
    nlohmann::ordered_json applicant;
    nlohmann::ordered_json site;
    std::string manager;  ///< empty: nobody's yet
    Projection projection;
    Idempotency idempotency;
    Instant submitted_at = {};        ///< before the entry, where it was handed in on an earlier day
    calendar::Day submitted_on = {};  ///< in its jurisdiction
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

/// overtaken: by an alarm that a void did not know of.
enum class Written { done, repeated, key_reused, stale, absent, other_revision, overtaken };

struct WriteResult {
    Written written = Written::done;
    std::string case_no;
    int version = 0;                ///< after the write; of a stale one, the current version
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
    std::string manager;  ///< whose case it is; empty: nobody's
    std::vector<casework::Event> log;
    std::optional<Answered> answered;  ///< under the key that was asked with
    std::string receipt_salt =
        {};  ///< its own, with which its codes are mixed; empty: of a case from before there were any
};

/// A case with its log, as what works cases out needs it.
struct LoggedCase {
    std::string case_no;
    std::string pack_hash;
    int version = 0;
    int revision = 0;  ///< under which its projection was worked out
    std::vector<casework::Event> log;
    std::string damage = {};                          ///< why the log could not be read; empty: it could
    std::map<std::string, Instant> handed_over = {};  ///< tasks whose result was, and when that was entered last
    bool owes = true;                                 ///< false: from before hand-overs were recorded
};

class CaseStore {
public:
    virtual ~CaseStore() = default;
    virtual WriteResult open_case(const NewCase& new_case) = 0;
    virtual WriteResult append(const NewEvents& events) = 0;
    /// With what was answered under `key`, when one is given.
    virtual std::optional<StoredCase> load(const std::string& case_no, const std::string& key = {}) = 0;
    /// What was answered under a key, if anything was.
    virtual std::optional<Answered> answered(const std::string& key) = 0;
    /// Thirty-two random bytes made once, from which receipt codes are worked out.
    virtual std::string receipt_secret() = 0;
};

}  // namespace bandian::app
