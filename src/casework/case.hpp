#pragma once
// A case 办件: its log, and the facts that follow from the log alone (no calendar, no clock on the wall).

#include "casework/entry.hpp"
#include "process/pack.hpp"

#include <map>
#include <memory>
#include <unordered_map>

namespace bandian::casework {

/// A day, and the number of the entry that brought it.
struct Mark {
    Day day{};
    int entry = 0;
};

enum class TaskChange { held, resumed, completed };

struct TaskFact {
    TaskChange change = TaskChange::held;
    Mark mark;
    std::string word;                  ///< the hold's reason, the completion's outcome
    std::vector<std::string> missing;  ///< what a correction notice lists
    bool deemed = false;               ///< completed by silence
};

/// One place of a permit; its number in a path is its index here + 1, never reused.
struct Place {
    std::optional<Mark> added;  ///< absent: there from the start
    std::optional<Mark> dropped;
};

struct Extension {
    Days days;
    Mark granted;
};

struct Case {
    std::shared_ptr<const process::Pack> pack;
    const process::Process* process = nullptr;
    std::vector<Event> log;

    Record attributes;  ///< as given; places that were added or dropped included
    std::map<std::vector<std::string>, std::vector<Place>> places;  ///< by collection: {"permits", "greenSpace"}
    std::unordered_map<std::string, std::vector<TaskFact>> tasks;   ///< by path
    std::map<std::string, Extension> extensions;                    ///< by clock
    std::map<std::string, Day>
        received;  ///< by material: when it came on paper, with the application or to a notice of what is missing
    std::map<std::string, int>
        settled_limits;  ///< without extensions, of clocks that had stopped when an attribute changed
    std::optional<Mark> withdrawn;

    /// The day it was handed in: that of its entry, or before it.
    Day submitted() const { return std::get<Submit>(log.front().entry).effective.value_or(log.front().day); }
    int version() const { return static_cast<int>(log.size()); }
    int next_number() const { return log.empty() ? 1 : log.back().number + 1; }
    const std::vector<Place>* places_of(const std::vector<std::string>& collection) const;
};

/// The list under a path of names: {"permits", "greenSpace"}; nullptr: there is none.
const process::List* list_at(const Record& attributes, const std::vector<std::string>& path);

/// Cannot fail: the event was decided. The first must be a Submit.
void apply(Case& the_case, const Event& event);

/// The case that `log` tells of.
Case replay(std::shared_ptr<const process::Pack> pack, std::vector<Event> log);

/// By entry number - 1: true for those that a standing Void has taken back.
std::vector<bool> taken_back(const std::vector<Event>& log);

}  // namespace bandian::casework
