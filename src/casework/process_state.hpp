#pragma once
// The state of a process, read off its tree and the facts of a case: which tasks have run or run now, which clocks have
// started, how the case stands. Needs no calendar.

#include "casework/case.hpp"
#include "clocks/reading.hpp"

#include <cstdint>
#include <string_view>

namespace bandian::casework {

enum class CaseState { open, energized, refused, withdrawn };
inline constexpr std::array all_case_states{CaseState::open, CaseState::energized, CaseState::refused,
                                            CaseState::withdrawn};
enum class TaskState { active, held, done, cancelled };
inline constexpr std::array all_task_states{TaskState::active, TaskState::held, TaskState::done, TaskState::cancelled};

std::string_view word(CaseState state);
std::string_view word(TaskState state);

/// One running of a task: each place and each attempt has its own.
struct TaskInstance {
    process::TaskIndex task;
    clocks::TimelineIndex timeline;
    std::string path;  ///< "green-space.1.review~2"
    TaskState state = TaskState::active;
    Mark since;                 ///< first activation
    std::optional<Mark> until;  ///< completed or cancelled
    Mark last_change;           ///< started, held, resumed, completed or cancelled
    std::string outcome;
    std::string hold;                  ///< reason, while held
    std::vector<std::string> missing;  ///< while held for a correction
    int corrections = 0;               ///< correction notices given so far
    const process::Value* place = nullptr;
    std::string call;      ///< "green-space.1", empty outside
    bool dropped = false;  ///< its call was
    bool deemed = false;   ///< done by silence
};

/// One attempt at a loop's body, with the redo after it.
struct Attempt {
    process::NodeIndex loop;
    std::size_t first = 0;  ///< the task instances in it: [first, last)
    std::size_t last = 0;
};

struct ClockInstance {
    process::ClockIndex clock;
    std::string id;              ///< "green-space.1.permit~2"
    clocks::TimelineIndex root;  ///< it reads
    std::size_t first = 0;       ///< the task instances it can see: [first, last)
    std::size_t last = 0;
    const process::Value* place = nullptr;
    bool started = false;  ///< a task it covers has
    std::string call;      ///< it lies in, of a clock with `notBefore`; empty outside
    clocks::Standing standing;
    std::optional<clocks::NotBefore> not_before;
};

/// A gateway that has chosen; its answer must not change under it.
struct RouteTaken {
    process::NodeIndex node;
    std::string scope;
    std::uint64_t taken = 0;  ///< a bit for each child
};

/// A call of a place, once reached.
struct CallInstance {
    process::CallIndex call;
    int number = 0;    ///< from 1
    std::string path;  ///< "road-excavation.1"
    Mark since;
    std::optional<Mark> until;  ///< finished or dropped
    bool dropped = false;
    clocks::TimelineIndex timeline;
    const process::Value* place = nullptr;
};

/// How often a loop of the process, or of the place with that prefix, has been come to.
struct Rounds {
    process::NodeIndex loop;
    std::string prefix;  ///< "green-space.1."; empty outside
    int last = 0;
};

struct ProcessState {
    clocks::Timeline timeline;
    std::vector<TaskInstance> task_instances;  ///< started ones, in the order of the diagram
    std::vector<ClockInstance> clocks;         ///< may include some whose tasks have not started
    std::vector<CallInstance> calls;
    std::vector<Attempt> attempts;  ///< inner ones before those around them
    std::vector<RouteTaken> routes;
    std::vector<Rounds> rounds;
    process::TaskSet ahead;                        ///< may still start
    process::Indexed<bool, process::Node> passed;  ///< entered and left, in the outermost process
    CaseState state = CaseState::open;
    std::optional<Mark> closed;
    std::vector<std::size_t> task_instances_by_path;  ///< indices in the order of their paths; likewise:
    std::vector<std::size_t> clocks_by_id;  ///< both so that a case of many places is looked through once, not for each

    const TaskInstance* task_instance(std::string_view path) const;
    const ClockInstance* clock(std::string_view id) const;
    /// The last time that `task` was done in `call` or around it; where a loop goes round it and the task instances
    /// [first, last), in the same attempt as those. nullptr: it has not been.
    const TaskInstance* done_with(const process::Process& process, process::TaskIndex task, std::string_view call,
                                  std::size_t first, std::size_t last) const;
};

ProcessState process_state(const Case& the_case);

/// In the clock's unit, without extensions. nullopt: it depends on what is not known.
std::optional<int> limit_of(const Case& the_case, const ClockInstance& clock);

/// What is promised. Throws std::logic_error when the limit is not known: deciding lets no case come there.
clocks::Promise promise_of(const Case& the_case, const ClockInstance& clock);

/// What conditions, limits and lanes can name in a case: its attributes, else what is always so in its process or what
/// the pack takes when nobody has said, and `place` inside a call.
process::Lookup lookup_in(const Case& the_case, const process::Value* place);

}  // namespace bandian::casework
