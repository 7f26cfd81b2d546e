#pragma once
// What a change of the calendars means for cases: which it may touch, and those it has touched worked out anew.

#include "app/case_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

/// What somebody works out cases by: the calendars of a revision, and these packs.
struct RulesVersion {
    int revision = 0;
    std::vector<std::string> packs;  ///< hashes
};

/// A case as a change of the calendar is judged by.
struct TimedRow {
    std::string case_no;
    std::string pack_hash;
    std::string process;
    std::string timing;                     ///< Projection::timing; empty: it has not been worked out yet
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

struct Recalculated {
    std::string case_no;
    int version = 0;
    Projection projection;
    std::vector<Move> moved;
    std::optional<casework::CaseState> state;  ///< absent: stays as it is
};

class RecalculationStore {
public:
    virtual ~RecalculationStore() = default;
    /// Cases in which something was entered or raised from a moment on, in order of their numbers, after `after`.
    virtual std::vector<LoggedCase> cases_touched(Instant since, const std::string& after, int limit) = 0;
    /// Cases, open and closed, that days from `first` to `last` may touch, in order of their numbers, after `after`.
    virtual std::vector<TimedRow> cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after,
                                                 int limit) = 0;
    /// Takes up to `limit` open cases of an older revision than that of the rules version, or closed ones that an
    /// edition has touched, for this caller alone, and writes what `work_out` gives for each. Gives how many were
    /// taken. A case of a pack that the caller does not have is left.
    virtual int recalculate(const RulesVersion& rules_version, int limit, Instant now,
                            const std::function<Recalculated(const LoggedCase&)>& work_out) = 0;
    /// In the order they were moved.
    virtual std::vector<Move> moves_of(const std::string& case_no) = 0;
};

}  // namespace bandian::app
