#pragma once
// What lists show of many cases: the worklist, the cases, the board.

#include "app/actor.hpp"
#include "app/case_store.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

struct WorklistRow {
    std::string case_no;
    std::string process;
    std::string pack_hash;
    Step step;
    std::string light;
    std::string applicant;
    std::string address;
    std::string manager;
    std::string manager_name;
    std::string claimed_by;
    std::string claimed_by_name;
    bool outdated = false;  ///< worked out under an older revision of the calendars, and about to be worked out anew
};

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
    std::string light;  ///< the worst of its open tasks'; empty: it has none
};

/// Open steps of a department by their light.
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

/// Steps of a department that kept their promise, or missed it or do so now.
struct Punctuality {
    std::string pack_hash;  ///< of one of their cases: for the names
    std::string process;
    std::string owner;
    std::string task;  ///< without numbers
    int met = 0;
    int late = 0;
};

/// Of the cases of a process that have ended in power.
struct MeanTime {
    std::string pack_hash;  ///< of one of them
    std::string process;
    int closed = 0;
    double days = 0;  ///< mean, of the clock of kind mean
    int promise = 0;
};

struct BoardCounts {
    std::vector<BoardRow> tasks;
    std::map<std::string, int> states;
    std::map<int, int> ageing;  ///< open cases by tens of calendar days since submission
    int looked_at = 0;          ///< the newest cases, which the two below are of
    std::vector<Punctuality> on_time;
    std::vector<MeanTime> means;
};

/// Steps of the newest cases that a clock has judged.
struct JudgedQuery {
    bool late = false;  ///< those that missed their promise, else those that kept it
    std::optional<std::string> owner = {};
    std::optional<std::string> task = {};  ///< its id
    std::optional<std::string> process = {};
    int limit = 200;
};

struct WorklistQuery {
    std::optional<std::string> owner;
    std::optional<clocks::Light> light;
    std::optional<std::string> cursor;  ///< what the last page gave
    int limit = 50;
    std::optional<std::string> task = {};  ///< its id, the last name of its path
    std::optional<std::string> process = {};
    std::optional<std::string> text = {};  ///< in number, name, telephone, address or customer number
    std::vector<std::string> mine =
        {};  ///< claimed by one of these accounts, or of a case that one manages; empty: anybody's
    Scope scope = {Scope::Kind::all, {}};
};

struct CasesQuery {
    std::optional<std::string> state;
    std::optional<std::string> cursor;
    int limit = 50;
    std::optional<std::string> text = {};
    std::optional<std::string> owner = {};    ///< with an open task of this department
    std::optional<clocks::Light> light = {};  ///< with an open task of this light
    std::optional<std::string> process = {};
    std::vector<std::string> mine = {};  ///< managed by one of these accounts; empty: anybody's
    std::optional<int> age_from = {};    ///< calendar days since submission
    std::optional<int> age_to = {};      ///< inclusive
    Scope scope = {Scope::Kind::all, {}};
};

/// Cases, the newest, that count for punctuality and means.
constexpr int newest_judged = 2000;

class ListStore {
public:
    virtual ~ListStore() = default;
    /// By the due day.
    virtual Page<WorklistRow> worklist(const WorklistQuery& query, calendar::Day today) = 0;
    /// The newest first.
    virtual Page<CaseRow> cases(const CasesQuery& query, calendar::Day today) = 0;
    /// `newest`: how many cases count for punctuality and means.
    virtual BoardCounts board(calendar::Day today, int newest) = 0;
    /// Of the `newest` cases, the newest first; applicant, address and persons are left out.
    virtual std::vector<WorklistRow> judged_steps(const JudgedQuery& query, calendar::Day today, int newest) = 0;
};

}  // namespace bandian::app
