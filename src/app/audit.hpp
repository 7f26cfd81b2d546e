#pragma once
// Whether the record is what was recorded: the log's chain and order, what stands beside it against what was logged or
// sealed, every projection and alarm against what the log says, and every file against its hash.

#include "app/alarm_store.hpp"
#include "app/case_store.hpp"
#include "app/materials.hpp"
#include "app/recalculation_store.hpp"
#include "app/rulebook.hpp"
#include "casework/results.hpp"

namespace bandian::app {

struct Flaw {
    std::string where;  ///< "ZC2018-000001 entry 3", "ZC2018-000001 grid-works", "head of 2018-10-08"
    std::string what;
};

/// A case with what lists show of it.
struct ProjectedCase {
    LoggedCase logged;
    std::string state;
    std::vector<Step> steps;
    std::string process;
    std::optional<calendar::Day> attention;
    std::string timing;
    std::optional<Mean> mean;
    bool waits = false;  ///< from before all steps were kept: it is about to be worked out anew
    Instant submitted_at{};
    calendar::Day submitted_on{};
    std::vector<RaisedAlarm> alarms = {};  ///< in the order they were raised; without those taken back
    bool moved = false;                    ///< an edition has moved a due day of it
    bool recalculate = false;              ///< it ran on days an edition has changed since it was worked out
};

/// What an audit needs of the record.
class Ledger {
public:
    virtual ~Ledger() = default;
    /// Of the log itself: hashes, numbers, times, heads. Of what stands beside it: what was logged or sealed of it. And
    /// of what the board counts.
    virtual std::vector<Flaw> flaws() = 0;
    /// Cases in order of their numbers, after `after`.
    virtual std::vector<ProjectedCase> projected(const std::string& after, int limit) = 0;
    /// Writes projections of cases whose version is still the one given. Gives how many were written.
    virtual int rewrite(const std::vector<Recalculated>& projections, Instant now) = 0;
    /// Since when what stands beside the log is sealed as it comes; what was there then is as it was then. nullopt:
    /// always.
    virtual std::optional<Instant> sealed_since() = 0;
    /// Counts anew what the board shows, while others go on writing.
    virtual void recount() = 0;
    /// Makes the head over all that was entered before `day` began; at most once a day. False: there was nothing to
    /// seal.
    virtual bool seal(calendar::Day day, Instant now) = 0;
};

struct AuditReport {
    int cases = 0;
    int events = 0;
    std::vector<Flaw> flaws;
    std::optional<Instant> sealed_since;  ///< as Ledger::sealed_since
};

class Audit {
public:
    Audit(Ledger& ledger, Archive& archive, Rules& rules, const Time& time)
        : ledger_(ledger), archive_(archive), rules_(rules), time_(time) {}

    AuditReport verify();
    /// Makes every projection anew from the log, while others go on writing: a case that changes meanwhile is its
    /// writer's.
    int rebuild();

private:
    /// A case as the log has it.
    struct Right {
        casework::Case the_case;
        casework::CaseView view;
        std::vector<casework::Result> owed;
        Recalculated projected;
        std::shared_ptr<const Rulebook> rules;
    };
    Right project(const LoggedCase& logged);
    void verify_files(std::vector<Flaw>& flaws);

    Ledger& ledger_;
    Archive& archive_;
    Rules& rules_;
    const Time& time_;
};

}  // namespace bandian::app
