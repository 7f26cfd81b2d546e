#pragma once
// A process of a pack as a tree: what the diagram says, block by block, with every call drawn in.
//
// Tasks, nodes, calls and clocks refer to each other by their places in one Process, which is immutable once loaded. A
// permit's process is part of each process that calls it.

#include "process/expression.hpp"
#include "process/indexed.hpp"
#include "process/party.hpp"

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bandian::process {

struct Task;
struct Node;
struct Call;
struct Clock;
using TaskIndex = Index<Task>;
using NodeIndex = Index<Node>;
using CallIndex = Index<Call>;
using ClockIndex = Index<Clock>;

inline constexpr std::size_t most_tasks = 256;
using TaskSet = std::bitset<most_tasks>;
inline bool contains(const TaskSet& tasks, TaskIndex task) { return tasks[task.value()]; }

/// Silence that is an answer (行政许可法 32: what is not objected to in time is accepted, from the day of receipt).
struct DeemedAnswer {
    ClockIndex clock;        ///< once this has run out,
    std::string outcome;     ///< the task has this outcome,
    bool from_start = true;  ///< from the day it started (or was resumed); false: from the clock's due day
    std::string clause;
};

/// One user task 环节. `path` is without numbers: "green-space.review".
struct Task {
    std::string id;
    std::string path;
    std::string name;
    std::string name_en;
    std::string role;                   ///< of its lane
    std::vector<std::string> outcomes;  ///< never empty
    std::vector<std::string> asks;      ///< attributes that must be known once it is completed
    std::vector<std::string> materials;
    std::string clause;
    std::optional<DeemedAnswer> deemed_answer;
    Origin origin;
    std::optional<Expression> valid_months;  ///< how long what it gave is good for (a supply plan: 3 or 12 months)
    std::optional<Party> party;              ///< whose time its days are, when not its department's
};

enum class Block {
    task,      ///< `task`
    sequence,  ///< children one after the other
    parallel,  ///< all children at once, done when all are
    choice,    ///< exclusive gateway: the first child whose condition holds, else `otherwise`
    some_of,   ///< inclusive gateway: every child whose condition holds
    call,      ///< children[0] is the called process; once per place when the call has a collection
    loop,      ///< children[0] body, children[1] redo; again while `conditions[0]` holds
    end,       ///< an end event that settles the case: `settles`
};

struct Node {
    Block block = Block::sequence;
    std::vector<NodeIndex> children;
    std::vector<std::optional<Expression>> conditions;  ///< of choice and some_of, by child; absent: always
    NodeIndex otherwise;                                ///< of choice: the child of the default flow
    TaskIndex task;
    CallIndex call;
    std::string settles;      ///< of end: "energized", "refused", or empty
    bool terminates = false;  ///< of end: everything else is cancelled
    std::string name;         ///< of the gateway, for messages
    Origin origin;
    std::vector<ClockIndex> clocks;  ///< those whose home this is
};

/// A call activity. With `each`, once per place of that list; inside, the place is known as `place`.
struct Call {
    std::string id;
    std::string process;  ///< called
    std::string name;
    std::string name_en;
    std::vector<std::string> each;    ///< {"permits", "greenSpace"}; empty: called once
    std::optional<Expression> where;  ///< of the places, only those for which it holds
    NodeIndex node;
    TaskSet tasks;  ///< all inside it
};

enum class ClockKind { each, mean };
inline constexpr std::array all_clock_kinds{ClockKind::each, ClockKind::mean};

/// What a term is told in (民法典 200–203; 行政许可法 82 for working days).
enum class Unit { working_days, calendar_days, months };
inline constexpr std::array all_units{Unit::working_days, Unit::calendar_days, Unit::months};

/// What packs, answers and the record call them.
std::string_view word(ClockKind kind);
std::string_view word(Unit unit);

/// A promise 时限 over the tasks it covers.
struct Clock {
    std::string id;
    std::string path;  ///< without numbers: "green-space.permit"
    std::string name;
    std::string name_en;
    std::string clause;
    ClockKind kind = ClockKind::each;
    Unit unit = Unit::working_days;  ///< of the limit
    Expression limit;
    TaskSet covers;
    NodeIndex home;        ///< node it is a clock of: the root, a call, or the loop whose attempts each have their own
    bool own = false;      ///< a task's own limit: its id is the task's path
    TaskIndex not_before;  ///< binding only once that is finished
    int extend_by = 0;     ///< days of the one extension; 0: none
    std::optional<int> warn_at;  ///< yellow when so many days are left; default a third of the limit
    Origin origin;
};

/// The one correction notice (行政许可法 32): within so many working days after a task of the same filing.
struct CorrectionRule {
    CallIndex call;
    TaskIndex after;  ///< task whose completion is the receipt
    int within = 0;
};

struct Process {
    std::string id;
    std::string name;
    std::string name_en;
    Indexed<Task> tasks;
    Indexed<Node> nodes;
    Indexed<Call> calls;
    Indexed<Clock> clocks;
    std::vector<CorrectionRule> corrections;
    NodeIndex root;
};

/// The clock that judges a task: of those of kind `each` that cover it, the one over the fewest tasks; of several the
/// first in the file, a called process before the one that calls it. None: none does.
ClockIndex judging_clock(const Process& process, TaskIndex task);

Indexed<ClockIndex, Task> judging_clocks(const Process& process);

}  // namespace bandian::process
